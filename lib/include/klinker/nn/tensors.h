#pragma once

#include <torch/torch.h>

#include <string>

#include "klinker/nn/safetensors.h"

namespace klinker {

/// A copy in libtorch's memory, of the same type. Throws std::bad_alloc.
torch::Tensor to_tensor(const TensorView& view);

/// Fills parameters and buffers of `module` from `file`, where they have the same names after `prefix`; types are
/// converted. Throws Error(invalid_model) for a tensor that is missing or has another shape; others are not looked at.
void load_weights(torch::nn::Module& module, const SafetensorsFile& file, const std::string& prefix = "");

/// Writes parameters and buffers of `module`; floating point ones as `type` (f32, f16 or bf16), others as they are.
/// Throws Error(io) and Error(wrong_value).
void save_weights(const torch::nn::Module& module, const std::string& path, TensorType type);

}  // namespace klinker
