#pragma once

#include <cstddef>
#include <random>
#include <utility>

namespace klinker {

/// Fisher and Yates, because std::shuffle differs between libraries: the same seed gives the same order everywhere.
template <typename Items>
void shuffle(Items& items, std::mt19937_64& random) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random() % i]);
}

}  // namespace klinker
