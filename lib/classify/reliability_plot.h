#pragma once

#include <functional>
#include <string>

#include "klinker/classify/metrics.h"
#include "plot.h"

namespace klinker {

/// A bar for each bin that holds answers, and the line on which scores mean what they say. `title` says what a bar shows.
void plot_reliability(Plot& plot, const Calibration& calibration,
                      const std::function<std::string(const ReliabilityBin&)>& title);

}  // namespace klinker
