#include "klinker/nn/quantize.h"

#include <list>
#include <map>

#include "klinker/error.h"
#include "klinker/nn/tensors.h"
#include "packed_weights.h"

namespace klinker {
namespace {

constexpr std::int64_t kLeastRows = 16;  // what is smaller is not worth it

bool is_packed(const TensorView& view) {
  return view.shape.size() == 2 && view.shape[0] >= kLeastRows && view.shape[1] > 0 &&
         view.shape[1] % static_cast<std::int64_t>(kPackedBlock) == 0;
}

}  // namespace

void write_quantized(const Checkpoint& checkpoint, const std::string& path) {
  std::list<torch::Tensor> kept;  // the views point into these
  std::map<std::string, TensorView> views;
  const auto add = [&](const std::string& name, torch::Tensor tensor) {
    const torch::Tensor& value = kept.emplace_back(tensor.contiguous());
    views[name] = to_view(value);
  };
  for (const auto& [name, view] : checkpoint.tensors()) {
    torch::Tensor value = to_tensor(view);
    if (!value.is_floating_point()) {
      add(name, value);
      continue;
    }
    if (!value.isfinite().all().item<bool>())
      throw Error(ErrorCode::wrong_value, checkpoint.path() + ": the tensor " + name + " holds what is no finite number");
    if (!is_packed(view)) {
      add(name, value.to(torch::kFloat16));
      continue;
    }
    value = value.to(torch::kFloat32).contiguous();
    PackedWeights packed = pack_weights({value.data_ptr<float>(), static_cast<std::size_t>(value.numel())});
    add(name, torch::from_blob(packed.codes.data(), {view.shape[0], view.shape[1] / 2}, torch::kUInt8).clone());
    add(name + "_scale",
        torch::from_blob(packed.scales.data(), {view.shape[0], view.shape[1] / static_cast<std::int64_t>(kPackedBlock)},
                         torch::kFloat32)
            .to(torch::kFloat16));
  }
  write_safetensors(path, views, {{"format", "pt"}});
}

}  // namespace klinker
