#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "klinker/nn/encoder.h"

namespace klinker {

/// Adam with decoupled weight decay, which vectors (biases, norms) are spared. Unlike libtorch's, its state can be written
/// and read back, so that a run that was broken off goes on as if it had not been. Source: Loshchilov and Hutter 2019.
class AdamW {
 public:
  /// Only tensors that want gradients are trained.
  AdamW(std::vector<torch::Tensor> parameters, double weight_decay);

  /// Shortens gradients that are longer than `clip` together (0: none), takes a step and clears them.
  void step(double learning_rate, double clip);

  /// Both moments of all parameters under names of their own, for save_tensors and load_tensors.
  std::vector<PublishedTensor> tensors() const;

  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) { steps_ = steps; }

 private:
  std::vector<torch::Tensor> parameters_, first_, second_;
  double weight_decay_;
  std::int64_t steps_ = 0;
};

/// Rises to 1 over the first `warm_up` share of the steps, then falls to 0.
double linear_schedule(std::size_t step, std::size_t steps, double warm_up);

}  // namespace klinker
