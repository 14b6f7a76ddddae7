#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <span>
#include <vector>

#include "klinker/classify/task.h"

namespace klinker {

/// What is minimised: cross entropy of labels or tags, for multilabel the sum of that of each label.
class Criterion {
 public:
  /// `targets` are those of all training data: of each record its label, 0 or 1 for each label, or its tags. Where
  /// `balanced`, labels weigh the inverse of their frequency.
  Criterion(Task task, std::span<const std::vector<std::size_t>> targets, std::size_t labels, double smoothing,
            bool balanced);

  /// What the records of a batch weigh together.
  double weight(std::span<const std::vector<std::size_t>* const> batch) const;

  /// The loss summed over a batch, where `logits` has the rows of its records in their order.
  torch::Tensor loss(const torch::Tensor& logits, std::span<const std::vector<std::size_t>* const> batch) const;

 private:
  Task task_;
  std::size_t labels_;
  double smoothing_;
  std::vector<float> weights_;  // of each label; multilabel: of its presence
};

}  // namespace klinker
