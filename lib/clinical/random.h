#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace klinker {

/// Puts a list in a random order that is the same on every machine (Fisher and Yates, with SplitMix64).
template <typename T>
void shuffle(std::vector<T>& list, std::uint64_t& state) {
  for (std::size_t i = list.size(); i > 1; --i) {
    std::uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    std::swap(list[i - 1], list[(z ^ (z >> 31)) % i]);
  }
}

}  // namespace klinker
