#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace klinker {

/// A parameter and how it is trained.
struct TrainedTensor {
  std::string name;
  torch::Tensor value;
  double decay = 0;                 ///< weight decay
  double factor = 1;                ///< of the learning rate
  torch::Tensor first{}, second{};  ///< moments of the gradient
};

/// Adam with decoupled weight decay, as torch::optim::AdamW, but one block of memory after the other: on a CPU a step over a
/// large table of embeddings costs a third. Source: Loshchilov and Hutter 2019.
class AdamW {
 public:
  explicit AdamW(std::vector<TrainedTensor> tensors);

  /// Changes the weights by their gradients, of which none are left. `clip` is the length that all of them together may
  /// have; 0: any.
  void step(double rate, double clip);

  const std::vector<TrainedTensor>& tensors() const { return tensors_; }
  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) { steps_ = steps; }

 private:
  double gradient_length() const;
  void update(const TrainedTensor& tensor, double rate, double scale);

  std::vector<TrainedTensor> tensors_;
  std::int64_t steps_ = 0;
};

/// A factor of the highest learning rate: it rises over the first `warm_up` share of the steps, then falls to 0.
double linear_schedule(std::size_t step, std::size_t steps, double warm_up);

}  // namespace klinker
