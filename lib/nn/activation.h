#pragma once

#include <torch/torch.h>

#include "klinker/nn/transformer_config.h"

namespace klinker {

/// The nonlinearity between the two products of a feed-forward layer.
inline torch::Tensor activate(const torch::Tensor& x, TransformerConfig::Activation activation) {
  using Activation = TransformerConfig::Activation;
  switch (activation) {
    case Activation::gelu: return torch::gelu(x);
    case Activation::gelu_tanh: return torch::gelu(x, "tanh");
    case Activation::relu: return torch::relu(x);
    case Activation::silu: return torch::silu(x);
  }
  return x;
}

}  // namespace klinker
