#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace klinker {

struct StepMetrics {
  std::size_t step = 0;  ///< from 1
  std::size_t epoch = 0;
  double loss = 0;  ///< mean since the last such line
  double learning_rate = 0;
  double examples_per_second = 0;
};

struct EpochMetrics {
  std::size_t epoch = 0;  ///< from 1
  std::size_t step = 0;   ///< the last one
  double learning_rate = 0;
  double train_loss = 0;
  double dev_loss = 0;
  std::vector<std::pair<std::string, double>> dev{};  ///< figures by their names
  bool best = false;                                  ///< better than all before it: these weights are kept
  double seconds = 0;
};

/// What metrics.jsonl holds.
struct TrainingLog {
  std::vector<StepMetrics> steps;
  std::vector<EpochMetrics> epochs;

  /// Adds the lines of a metrics.jsonl. Throws Error(invalid_model) for one that is none.
  void read(std::string_view lines, const std::string& where);
};

/// One line of metrics.jsonl, without its end.
std::string to_json(const StepMetrics& metrics);
std::string to_json(const EpochMetrics& metrics);

}  // namespace klinker
