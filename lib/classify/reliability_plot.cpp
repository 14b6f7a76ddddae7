#include "reliability_plot.h"

namespace klinker {

void plot_reliability(Plot& plot, const Calibration& calibration,
                      const std::function<std::string(const ReliabilityBin&)>& title) {
  const auto bins = static_cast<double>(calibration.bins.size());
  for (std::size_t i = 0; i < calibration.bins.size(); ++i) {
    const ReliabilityBin& bin = calibration.bins[i];
    const auto at = static_cast<double>(i);
    if (bin.answers > 0) plot.bar(at / bins, (at + 1) / bins, bin.right, "var(--b)", title(bin));
  }
  plot.line(0, 0, 1, 1, "stroke=\"var(--a)\" stroke-dasharray=\"4 4\"");
}

}  // namespace klinker
