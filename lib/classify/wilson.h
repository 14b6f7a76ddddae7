#pragma once

#include <algorithm>
#include <cmath>

#include "klinker/classify/metrics.h"

namespace klinker {

/// The interval in which a share lies with a certainty of 95 %, given `right` of `records`. Source: Wilson 1927.
inline Interval wilson(double right, double records) {
  if (records == 0) return {0, 1};
  const double z = 1.96, share = right / records, scale = 1 + z * z / records;
  const double middle = (share + z * z / (2 * records)) / scale;
  const double half = z / scale * std::sqrt(share * (1 - share) / records + z * z / (4 * records * records));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace klinker
