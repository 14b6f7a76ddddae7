#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "klinker/nn/encoder.h"
#include "klinker/nn/safetensors.h"

namespace klinker {

/// A copy in libtorch's memory, of the same type. Throws std::bad_alloc.
torch::Tensor to_tensor(const TensorView& view);

/// The parameters and buffers of a module under their own names.
std::vector<PublishedTensor> tensors_of(const torch::nn::Module& module);

/// Fills `tensors` from `file`, where they have their names after `prefix`; types are converted. Throws Error(invalid_model)
/// for a required tensor that is missing, and for one of another shape; others in the file are not looked at.
void load_tensors(const std::vector<PublishedTensor>& tensors, const SafetensorsFile& file, const std::string& prefix = "");

/// Whether the file holds all of `tensors`, in these shapes.
bool fits(const std::vector<PublishedTensor>& tensors, const SafetensorsFile& file);

/// Writes `tensors` under their names; floating point ones as `type` (f32, f16 or bf16), others as they are. Throws
/// Error(io) and Error(wrong_value).
void save_tensors(const std::vector<PublishedTensor>& tensors, const std::string& path, TensorType type);

}  // namespace klinker
