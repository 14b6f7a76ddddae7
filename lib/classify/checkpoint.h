#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>

#include "nn/adamw.h"

namespace klinker {

/// Where a training stands.
struct TrainingState {
  std::string run;         ///< of which data and options
  std::int64_t epoch = 0;  ///< complete ones
  std::int64_t step = 0;   ///< of all epochs
  std::int64_t batch = 0;  ///< of this epoch
  double loss = 0;         ///< summed over this epoch
  double weight = 0;       ///< of what it was summed over
  double log_loss = 0;     ///< the same two since the last line of metrics.jsonl
  double log_weight = 0;
  std::int64_t log_bytes = 0;  ///< of metrics.jsonl
  std::int64_t best_epoch = 0;
  double best_value = 0;
  double best_loss = 0;
};

/// Writes all that a training needs to go on: weights, moments, libtorch's random states and `state`. The file is complete
/// or is not there. Throws Error(io).
void save_checkpoint(const std::string& path, const AdamW& optimizer, const TrainingState& state, torch::Device device);

/// Fills the optimizer's tensors and sets the random states. Throws Error(invalid_model) for a file that is damaged or of
/// another network, and Error(usage) for that of another run.
TrainingState load_checkpoint(const std::string& path, AdamW& optimizer, const std::string& run, torch::Device device);

/// The weights alone.
void save_best(const std::string& path, const AdamW& optimizer);
void load_best(const std::string& path, const AdamW& optimizer);

}  // namespace klinker
