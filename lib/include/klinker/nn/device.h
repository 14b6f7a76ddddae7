#pragma once

#include <torch/torch.h>

#include <string>

namespace klinker {

/// "cpu", "cuda", "cuda:1", or "auto" for the GPU where libtorch can use one. Throws Error(wrong_value) for another name
/// and Error(unsupported) where there is no such device.
torch::Device tensor_device(const std::string& name);

}  // namespace klinker
