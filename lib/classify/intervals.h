#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "klinker/classify/metrics.h"

namespace klinker {

/// A place below `size`. The standard distributions differ between libraries; this does not.
inline std::size_t draw(std::mt19937_64& random, std::size_t size) {
  return static_cast<std::size_t>(static_cast<double>(random() >> 11) * 0x1.0p-53 * static_cast<double>(size));
}

/// In which 95 % of `values`, at least one, lie.
inline Interval percentiles(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
  };
  return {at(0.025), at(0.975)};
}

}  // namespace klinker
