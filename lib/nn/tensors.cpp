#include "klinker/nn/tensors.h"

#include <cstring>
#include <vector>

#include "klinker/error.h"
#include "packed_weights.h"

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
    for (std::size_t i = 0; i < view.bytes.size(); ++i)
      to[i] = view.bytes[i] != 0;  // a bool that is neither 0 nor 1 is undefined
  } else if (!view.bytes.empty()) {
    std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
  }
  return tensor;
}

TensorView to_view(const torch::Tensor& tensor) {
  return {tensor_type(tensor.scalar_type()),
          tensor.sizes().vec(),
          {static_cast<const char*>(tensor.data_ptr()), static_cast<std::size_t>(tensor.nbytes())}};
}

namespace {

// The shape of one of the parts that a tensor is published in.
std::vector<std::int64_t> part_shape(const PublishedTensor& tensor) {
  std::vector<std::int64_t> shape = tensor.value.sizes().vec();
  if (tensor.names.size() > 1) shape[0] /= static_cast<std::int64_t>(tensor.names.size());
  return shape;
}

std::string scale_of(const std::string& name) { return name + "_scale"; }

// Two weights a byte, see PackedWeights.
bool is_packed(const Checkpoint& checkpoint, const std::string& name) {
  const TensorView& view = checkpoint.tensor(name);
  return view.type == TensorType::u8 && view.shape.size() == 2 && checkpoint.contains(scale_of(name));
}

std::vector<std::int64_t> unpacked_shape(const Checkpoint& checkpoint, const std::string& name) {
  std::vector<std::int64_t> shape = checkpoint.tensor(name).shape;
  if (is_packed(checkpoint, name)) shape[1] *= 2;
  return shape;
}

torch::Tensor unpack(const Checkpoint& checkpoint, const std::string& name) {
  const std::vector<std::int64_t> shape = unpacked_shape(checkpoint, name);
  const std::string_view codes = checkpoint.tensor(name).bytes;
  const TensorView& scale_view = checkpoint.tensor(scale_of(name));
  const auto block = static_cast<std::int64_t>(kPackedBlock);
  if (shape[1] % block != 0 || scale_view.shape != std::vector<std::int64_t>{shape[0], shape[1] / block} ||
      !to_tensor(scale_view).is_floating_point())
    throw Error(ErrorCode::invalid_model, checkpoint.path() + ": the tensor " + scale_of(name) +
                                              " must hold one floating point number for each 64 weights of a row");
  const torch::Tensor scales = to_tensor(scale_view).to(torch::kFloat32).contiguous();
  std::vector<float> weights = unpack_weights({reinterpret_cast<const std::uint8_t*>(codes.data()), codes.size()},
                                              {scales.data_ptr<float>(), static_cast<std::size_t>(scales.numel())});
  return torch::from_blob(weights.data(), shape, torch::kFloat32).clone();
}

// A floating point tensor, from 8 or 4 bits where there is a scale.
torch::Tensor floats(const Checkpoint& checkpoint, const std::string& name) {
  if (is_packed(checkpoint, name)) return unpack(checkpoint, name);
  torch::Tensor value = to_tensor(checkpoint.tensor(name));
  if (value.is_floating_point()) return value;
  const std::string scale_name = scale_of(name);
  if (value.scalar_type() != torch::kInt8 || !checkpoint.contains(scale_name))
    throw Error(ErrorCode::unsupported, checkpoint.path() + ": the tensor " + name + " is " +
                                            std::string(klinker::name(checkpoint.tensor(name).type)) +
                                            (value.scalar_type() == torch::kInt8 ? " and has no " + scale_name : "") +
                                            "; weights must be F64, F32, F16, BF16, or I8 or U8 with a scale");
  const torch::Tensor scale = to_tensor(checkpoint.tensor(scale_name));
  const bool by_row = value.dim() > 0 && scale.numel() == value.size(0);
  if (!scale.is_floating_point() || (!by_row && scale.numel() != 1))
    throw Error(ErrorCode::invalid_model, checkpoint.path() + ": the tensor " + scale_name +
                                              " must hold one floating point number, or one for each row");
  std::vector<std::int64_t> shape(static_cast<std::size_t>(value.dim()), 1);
  if (by_row) shape[0] = value.size(0);
  return value.to(torch::kFloat32) * scale.to(torch::kFloat32).reshape(shape);
}

// A place in `tensor` for its part number `i`.
torch::Tensor part(const PublishedTensor& tensor, std::size_t i) {
  if (tensor.names.size() == 1) return tensor.value;
  const std::int64_t rows = tensor.value.size(0) / static_cast<std::int64_t>(tensor.names.size());
  return tensor.value.narrow(0, static_cast<std::int64_t>(i) * rows, rows);
}

}  // namespace

std::vector<PublishedTensor> tensors_of(const torch::nn::Module& module) {
  std::vector<PublishedTensor> out;
  for (const auto& item : module.named_parameters()) out.push_back({{item.key()}, item.value()});
  for (const auto& item : module.named_buffers()) out.push_back({{item.key()}, item.value()});
  return out;
}

void load_tensors(const std::vector<PublishedTensor>& tensors, const Checkpoint& checkpoint, const std::string& prefix) {
  const torch::NoGradGuard no_gradients;
  for (const PublishedTensor& tensor : tensors)
    for (std::size_t i = 0; i < tensor.names.size(); ++i) {
      const std::string name = prefix + tensor.names[i];
      if (!tensor.required && !checkpoint.contains(name)) continue;
      const std::vector<std::int64_t> shape = unpacked_shape(checkpoint, name);
      if (shape != part_shape(tensor))
        throw Error(ErrorCode::invalid_model, checkpoint.path() + ": the tensor " + name + " has the shape " +
                                                  shape_text(shape) + ", config.json asks for " +
                                                  shape_text(part_shape(tensor)));
      part(tensor, i).copy_(tensor.value.is_floating_point() ? floats(checkpoint, name)
                                                             : to_tensor(checkpoint.tensor(name)));
    }
}

bool fits(const std::vector<PublishedTensor>& tensors, const Checkpoint& checkpoint) {
  for (const PublishedTensor& tensor : tensors)
    for (const std::string& name : tensor.names)
      if (!checkpoint.contains(name) || unpacked_shape(checkpoint, name) != part_shape(tensor)) return false;
  return true;
}

void save_tensors(const std::vector<PublishedTensor>& tensors, const std::string& path, TensorType type) {
  if (type != TensorType::f32 && type != TensorType::f16 && type != TensorType::bf16)
    throw Error(ErrorCode::wrong_value, "weights are written as F32, F16 or BF16");
  const torch::NoGradGuard no_gradients;
  std::vector<torch::Tensor> kept;  // the views point into these
  std::map<std::string, TensorView> views;
  for (const PublishedTensor& tensor : tensors)
    for (std::size_t i = 0; i < tensor.names.size(); ++i) {
      torch::Tensor value = part(tensor, i).detach().to(torch::kCPU);
      if (value.is_floating_point()) value = value.to(scalar_type(type));
      value = value.contiguous();
      kept.push_back(value);
      views[tensor.names[i]] = to_view(value);
    }
  write_safetensors(path, views, {{"format", "pt"}});
}

}  // namespace klinker
