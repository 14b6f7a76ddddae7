#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "klinker/classify/example.h"
#include "klinker/classify/training_log.h"
#include "klinker/classify/training_options.h"
#include "klinker/nn/model_folder.h"

namespace klinker {

/// Where a training stands, after each step.
struct TrainingProgress {
  std::size_t step = 0, steps = 0;  ///< steps of all epochs; early stopping may leave some out
  std::size_t epoch = 0, epochs = 0;
  double loss = 0;  ///< mean over this epoch so far
  double examples_per_second = 0;
  double seconds_left = 0;
};

/// What is told while it runs; each may be empty.
struct TrainingObserver {
  std::function<void(const TrainingProgress&)> on_step{};
  std::function<void(const EpochMetrics&)> on_epoch{};
  std::function<void(std::size_t step)> on_resume{};
};

/// Trains a model of the task that `info` names from `base` on `train`, keeps the weights that do best on `dev`, on which
/// temperature and thresholds are fitted as well, and writes the model folder, with metrics.jsonl. `info` says the labels
/// too, and what shall stand in the card.
///
/// `folder` also holds checkpoints: a call with the same data and options after one that was killed at any moment goes on
/// where the last checkpoint was and ends with the weights of an unbroken run. The same data, options and seed give the same
/// weights on the same machine. Seeds libtorch's generator, which the whole process shares: train one model at a time.
///
/// Throws Error(wrong_value) for data or options that cannot be trained on, or when the loss is lost; Error(usage) where the
/// folder holds a checkpoint of another run.
TrainingLog train(const ModelFolder& base, ModelInfo info, std::span<const Example> train, std::span<const Example> dev,
                  const TrainingOptions& options, const std::string& folder, const TrainingObserver& observer = {});

/// Whether a folder holds the checkpoint of a training.
bool has_checkpoint(const std::string& folder);

/// Removes it.
void discard_checkpoint(const std::string& folder);

}  // namespace klinker
