#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "judge.h"
#include "klinker/classify/example.h"
#include "model.h"
#include "sequence.h"

namespace klinker {

/// Sequences to train on, each with its truth in numbers.
struct TrainingData {
  std::vector<Sequence> sequences;
  std::vector<std::vector<std::size_t>> targets;
  std::vector<std::size_t> lengths;  ///< in pieces

  /// Of a sentence in windows each window has the tags of the words that are answered in it.
  TrainingData(const Model& model, const Judge& judge, std::span<const Example> examples);
};

/// Records to measure on.
struct DevelopmentData {
  std::vector<Input> inputs;
  std::vector<std::vector<std::size_t>> targets;

  /// The inputs point into `examples`.
  DevelopmentData(const Judge& judge, std::span<const Example> examples);
};

}  // namespace klinker
