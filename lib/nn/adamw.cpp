#include "adamw.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace klinker {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;
constexpr std::int64_t kBlock = 1 << 15;  // four such blocks of floats stay in a core's cache

}  // namespace

AdamW::AdamW(std::vector<TrainedTensor> tensors) : tensors_(std::move(tensors)) {
  for (TrainedTensor& tensor : tensors_) {
    tensor.first = torch::zeros_like(tensor.value).detach();
    tensor.second = torch::zeros_like(tensor.value).detach();
  }
}

double AdamW::gradient_length() const {
  double squares = 0;
  for (const TrainedTensor& tensor : tensors_)
    if (tensor.value.grad().defined()) squares += std::pow(tensor.value.grad().norm().item<double>(), 2);
  return std::sqrt(squares);
}

void AdamW::step(double rate, double clip) {
  const torch::NoGradGuard no_gradients;
  double scale = 1;
  if (clip > 0) scale = std::min(1.0, clip / (gradient_length() + 1e-6));
  ++steps_;
  for (TrainedTensor& tensor : tensors_) {
    if (!tensor.value.grad().defined()) continue;
    update(tensor, rate * tensor.factor, scale);
    tensor.value.mutable_grad().reset();
  }
}

void AdamW::update(const TrainedTensor& tensor, double rate, double scale) {
  const auto steps = static_cast<double>(steps_);
  const double step_size = rate / (1 - std::pow(kBeta1, steps)), root = std::sqrt(1 - std::pow(kBeta2, steps));
  const torch::Tensor value = tensor.value.detach().view(-1), gradient = tensor.value.grad().contiguous().view(-1);
  const torch::Tensor first = tensor.first.view(-1), second = tensor.second.view(-1);
  const auto update_block = [&](std::int64_t start, std::int64_t size) {
    const auto block = [&](const torch::Tensor& whole) { return whole.narrow(0, start, size); };
    torch::Tensor weights = block(value), change = block(gradient), mean = block(first), square = block(second);
    if (scale != 1) change.mul_(scale);
    if (tensor.decay > 0) weights.mul_(1 - rate * tensor.decay);
    mean.mul_(kBeta1).add_(change, 1 - kBeta1);
    square.mul_(kBeta2).addcmul_(change, change, 1 - kBeta2);
    weights.addcdiv_(mean, square.sqrt().div_(root).add_(kEpsilon), -step_size);
  };
  const std::int64_t size = value.numel();
  if (!value.is_cpu()) return update_block(0, size);
  at::parallel_for(0, (size + kBlock - 1) / kBlock, 1, [&](std::int64_t begin, std::int64_t end) {
    const torch::NoGradGuard no_gradients;
    for (std::int64_t block = begin; block < end; ++block)
      update_block(block * kBlock, std::min(kBlock, size - block * kBlock));
  });
}

double linear_schedule(std::size_t step, std::size_t steps, double warm_up) {
  const double done = static_cast<double>(step + 1) / static_cast<double>(steps + 1);
  return done < warm_up ? done / warm_up : (1 - done) / std::max(1e-9, 1 - warm_up);
}

}  // namespace klinker
