#include "checkpoint.h"

#include <charconv>
#include <cstdlib>
#include <map>
#include <vector>

#include "klinker/error.h"
#include "klinker/nn/safetensors.h"
#include "klinker/nn/tensors.h"

namespace klinker {
namespace {

const std::string kWeight = "weight.", kFirst = "first.", kSecond = "second.";
constexpr const char* kRandom = "random";
constexpr const char* kDeviceRandom = "device_random";

// Every member of the state with its name.
template <typename State, typename Use>
void for_each_number(State& state, const Use& use) {
  use("epoch", state.epoch);
  use("step", state.step);
  use("batch", state.batch);
  use("loss", state.loss);
  use("weight", state.weight);
  use("log_loss", state.log_loss);
  use("log_weight", state.log_weight);
  use("log_bytes", state.log_bytes);
  use("best_epoch", state.best_epoch);
  use("best_value", state.best_value);
  use("best_loss", state.best_loss);
}

template <typename Number>
std::string text_of(Number value) {
  char buffer[64];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

at::Generator generator(torch::Device device) { return at::globalContext().defaultGenerator(device); }

// The tensors of a file that is to be written, which live as long as this does.
class Contents {
 public:
  void add(const std::string& name, const torch::Tensor& tensor) {
    kept_.push_back(tensor.detach().to(torch::kCPU).contiguous());
    const torch::Tensor& kept = kept_.back();
    const bool number = kept.scalar_type() == torch::kFloat32;
    views_[name] = {number ? TensorType::f32 : TensorType::u8,
                    kept.sizes().vec(),
                    {static_cast<const char*>(kept.data_ptr()), static_cast<std::size_t>(kept.nbytes())}};
  }
  void write(const std::string& path, const std::map<std::string, std::string>& metadata) const {
    write_safetensors(path, views_, metadata);
  }

 private:
  std::vector<torch::Tensor> kept_;
  std::map<std::string, TensorView> views_;
};

void fill(const torch::Tensor& target, const SafetensorsFile& file, const std::string& name) {
  const torch::NoGradGuard no_gradients;
  const TensorView& view = file.tensor(name);
  if (view.shape != target.sizes().vec())
    throw Error(ErrorCode::invalid_model, file.path() + ": the tensor " + name + " has another shape than the model's");
  target.detach().copy_(to_tensor(view));
}

}  // namespace

void save_checkpoint(const std::string& path, const AdamW& optimizer, const TrainingState& state, torch::Device device) {
  Contents contents;
  for (const TrainedTensor& tensor : optimizer.tensors()) {
    contents.add(kWeight + tensor.name, tensor.value);
    contents.add(kFirst + tensor.name, tensor.first);
    contents.add(kSecond + tensor.name, tensor.second);
  }
  contents.add(kRandom, generator(torch::kCPU).get_state());
  if (!device.is_cpu()) contents.add(kDeviceRandom, generator(device).get_state());
  std::map<std::string, std::string> metadata = {{"run", state.run}, {"optimizer_steps", text_of(optimizer.steps())}};
  for_each_number(state, [&](const char* name, auto value) { metadata[name] = text_of(value); });
  contents.write(path, metadata);
}

TrainingState load_checkpoint(const std::string& path, AdamW& optimizer, const std::string& run, torch::Device device) {
  const SafetensorsFile file(path);
  TrainingState state;
  const auto text = [&](const char* name) {
    const auto found = file.metadata().find(name);
    if (found == file.metadata().end()) throw Error(ErrorCode::invalid_model, path + ": is no checkpoint of a training");
    return found->second;
  };
  const auto read = [&](const char* name, auto& value) {
    const std::string digits = text(name);
    const char* const end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, value).ptr != end)
      throw Error(ErrorCode::invalid_model, path + ": is a damaged checkpoint");
  };
  state.run = text("run");
  if (state.run != run)
    throw Error(ErrorCode::usage,
                path +
                    ": is of a training with other data or options; finish that one with the command that began it, "
                    "or throw it away with --restart");
  std::int64_t steps = 0;
  read("optimizer_steps", steps);
  for_each_number(state, read);
  for (const TrainedTensor& tensor : optimizer.tensors()) {
    fill(tensor.value, file, kWeight + tensor.name);
    fill(tensor.first, file, kFirst + tensor.name);
    fill(tensor.second, file, kSecond + tensor.name);
  }
  optimizer.set_steps(steps);
  generator(torch::kCPU).set_state(to_tensor(file.tensor(kRandom)));
  if (!device.is_cpu() && file.contains(kDeviceRandom)) generator(device).set_state(to_tensor(file.tensor(kDeviceRandom)));
  return state;
}

void save_best(const std::string& path, const AdamW& optimizer) {
  Contents contents;
  for (const TrainedTensor& tensor : optimizer.tensors()) contents.add(kWeight + tensor.name, tensor.value);
  contents.write(path, {});
}

void load_best(const std::string& path, const AdamW& optimizer) {
  const SafetensorsFile file(path);
  for (const TrainedTensor& tensor : optimizer.tensors()) fill(tensor.value, file, kWeight + tensor.name);
}

}  // namespace klinker
