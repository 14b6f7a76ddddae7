#include "klinker/nn/tensors.h"

#include <cstring>
#include <vector>

#include "klinker/error.h"

namespace klinker {
namespace {

torch::ScalarType scalar_type(TensorType type) {
  switch (type) {
    case TensorType::f64: return torch::kFloat64;
    case TensorType::f32: return torch::kFloat32;
    case TensorType::f16: return torch::kFloat16;
    case TensorType::bf16: return torch::kBFloat16;
    case TensorType::i64: return torch::kInt64;
    case TensorType::i32: return torch::kInt32;
    case TensorType::i16: return torch::kInt16;
    case TensorType::i8: return torch::kInt8;
    case TensorType::u8: return torch::kUInt8;
    case TensorType::boolean: return torch::kBool;
  }
  throw Error(ErrorCode::internal, "a tensor type without a counterpart in libtorch");
}

TensorType tensor_type(torch::ScalarType type) {
  for (int i = 0; i <= static_cast<int>(TensorType::boolean); ++i)
    if (scalar_type(static_cast<TensorType>(i)) == type) return static_cast<TensorType>(i);
  throw Error(ErrorCode::wrong_value, "a tensor of a type that safetensors files do not hold");
}

std::string shape_text(torch::IntArrayRef shape) {
  std::string out = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) out += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return out + "]";
}

}  // namespace

torch::Tensor to_tensor(const TensorView& view) {
  torch::Tensor tensor = torch::empty(view.shape, scalar_type(view.type));
  // Copied byte by byte: places in a file need not be aligned.
  if (view.type == TensorType::boolean) {
    auto* const to = static_cast<bool*>(tensor.data_ptr());
    for (std::size_t i = 0; i < view.bytes.size(); ++i) to[i] = view.bytes[i] != 0;  // a bool that is neither 0 nor 1 is undefined
  } else if (!view.bytes.empty()) {
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
  }
  return tensor;
}

void load_weights(torch::nn::Module& module, const SafetensorsFile& file, const std::string& prefix) {
  const torch::NoGradGuard no_gradients;
  const auto load = [&](const std::string& key, torch::Tensor& target) {
    const TensorView& view = file.tensor(prefix + key);
    if (target.sizes() != torch::IntArrayRef(view.shape))
      throw Error(ErrorCode::invalid_model, file.path() + ": the tensor " + prefix + key + " has the shape " +
                                                shape_text(view.shape) + ", config.json asks for " + shape_text(target.sizes()));
    target.copy_(to_tensor(view));
  };
  for (auto& item : module.named_parameters()) load(item.key(), item.value());
  for (auto& item : module.named_buffers()) load(item.key(), item.value());
}

void save_weights(const torch::nn::Module& module, const std::string& path, TensorType type) {
  if (type != TensorType::f32 && type != TensorType::f16 && type != TensorType::bf16)
    throw Error(ErrorCode::wrong_value, "weights are written as F32, F16 or BF16");
  const torch::NoGradGuard no_gradients;
  std::vector<torch::Tensor> kept;  // the views point into these
  std::map<std::string, TensorView> views;
  const auto add = [&](const std::string& key, const torch::Tensor& value) {
    torch::Tensor tensor = value.detach().to(torch::kCPU);
    if (tensor.is_floating_point()) tensor = tensor.to(scalar_type(type));
    tensor = tensor.contiguous();
    kept.push_back(tensor);
    views[key] = {tensor_type(tensor.scalar_type()), tensor.sizes().vec(),
                  {static_cast<const char*>(tensor.data_ptr()), static_cast<std::size_t>(tensor.nbytes())}};
  };
  for (const auto& item : module.named_parameters()) add(item.key(), item.value());
  for (const auto& item : module.named_buffers()) add(item.key(), item.value());
  write_safetensors(path, views, {{"format", "pt"}});
}

}  // namespace klinker
