#include "klinker/nn/adamw.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace klinker {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;

}  // namespace

AdamW::AdamW(std::vector<torch::Tensor> parameters, double weight_decay) : weight_decay_(weight_decay) {
  for (torch::Tensor& parameter : parameters) {
    if (!parameter.requires_grad()) continue;
    first_.push_back(torch::zeros_like(parameter));
    second_.push_back(torch::zeros_like(parameter));
    parameters_.push_back(std::move(parameter));
  }
}

void AdamW::step(double learning_rate, double clip) {
  const torch::NoGradGuard no_gradients;
  double scale = 1;
  if (clip > 0) {
    double squares = 0;
    for (const torch::Tensor& parameter : parameters_)
      if (parameter.grad().defined()) squares += std::pow(parameter.grad().norm().item<double>(), 2);
    scale = std::min(1.0, clip / (std::sqrt(squares) + 1e-6));
  }
  ++steps_;
  const double correction1 = 1 - std::pow(kBeta1, static_cast<double>(steps_));
  const double correction2 = 1 - std::pow(kBeta2, static_cast<double>(steps_));
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    torch::Tensor& parameter = parameters_[i];
    torch::Tensor& gradient = parameter.mutable_grad();
    if (!gradient.defined()) continue;
    if (scale < 1) gradient.mul_(scale);
    first_[i].lerp_(gradient, 1 - kBeta1);
    second_[i].mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
    if (parameter.dim() > 1 && weight_decay_ > 0) parameter.mul_(1 - learning_rate * weight_decay_);
    // The gradient is done with, so its memory serves for the denominator.
    at::sqrt_out(gradient, second_[i]).div_(std::sqrt(correction2)).add_(kEpsilon);
    parameter.addcdiv_(first_[i], gradient, -learning_rate / correction1);
    gradient.zero_();
  }
}

std::vector<PublishedTensor> AdamW::tensors() const {
  std::vector<PublishedTensor> out;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    out.push_back({{"adamw.first." + std::to_string(i)}, first_[i]});
    out.push_back({{"adamw.second." + std::to_string(i)}, second_[i]});
  }
  return out;
}

double linear_schedule(std::size_t step, std::size_t steps, double warm_up) {
  const double done = static_cast<double>(step + 1) / static_cast<double>(steps + 1);
  return done < warm_up ? done / warm_up : (1 - done) / std::max(1e-9, 1 - warm_up);
}

}  // namespace klinker
