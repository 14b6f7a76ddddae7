#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "klinker/nn/checkpoint.h"
#include "klinker/nn/encoder.h"
#include "klinker/nn/safetensors.h"

namespace klinker {

/// A copy in libtorch's memory, of the same type. Throws std::bad_alloc.
torch::Tensor to_tensor(const TensorView& view);

/// A view of a contiguous tensor, which must outlive it.
TensorView to_view(const torch::Tensor& tensor);

/// The parameters and buffers of a module under their own names.
std::vector<PublishedTensor> tensors_of(const torch::nn::Module& module);

/// Fills `tensors` from `checkpoint`, where they have their names after `prefix`; types are converted. Whole numbers for
/// a floating point tensor are weights in 8 bits (I8), multiplied by the tensor NAME_scale, of one number or one for each
/// row, or in 4 bits (U8), as write_quantized makes them. Throws Error(invalid_model) for a required tensor that is missing and for one of another shape,
/// Error(unsupported) for whole numbers without a scale; other tensors are not looked at.
void load_tensors(const std::vector<PublishedTensor>& tensors, const Checkpoint& checkpoint, const std::string& prefix = "");

/// Whether the checkpoint holds all of `tensors`, in these shapes.
bool fits(const std::vector<PublishedTensor>& tensors, const Checkpoint& checkpoint);

/// Writes `tensors` under their names; floating point ones as `type` (f32, f16 or bf16), others as they are. Throws
/// Error(io) and Error(wrong_value).
void save_tensors(const std::vector<PublishedTensor>& tensors, const std::string& path, TensorType type);

}  // namespace klinker
