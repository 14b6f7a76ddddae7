#include "klinker/nn/checkpoint.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "klinker/error.h"
#include "klinker/text/table.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWeights = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";
constexpr std::size_t kMostShards = 1024;

// Other formats that published models come in.
constexpr std::array<const char*, 6> kForeign = {"pytorch_model.bin", "pytorch_model.bin.index.json",
                                                 "tf_model.h5",       "flax_model.msgpack",
                                                 "model.ckpt.index",  "model.onnx"};

bool has_file(const std::string& folder, const char* name) {
  std::error_code ignored;
  return fs::is_regular_file(fs::path(folder) / name, ignored);
}

std::string file(const std::string& folder, const std::string& name) { return (fs::path(folder) / name).string(); }

[[noreturn]] void refuse_format(const std::string& folder, const std::string& name) {
  std::string how = "; save it in `transformers` with save_pretrained, which writes model.safetensors";
  if (name == "pytorch_model.bin")
    how =
        ", a pickle, which can run code; convert it: python3 -c 'import sys, torch; from safetensors.torch import "
        "save_file; "
        "d = sys.argv[1]; w = torch.load(d + \"/pytorch_model.bin\", map_location=\"cpu\", weights_only=True); "
        "save_file({k: v.clone().contiguous() for k, v in w.items()}, d + \"/model.safetensors\", {\"format\": \"pt\"})' " +
        folder;
  throw Error(ErrorCode::unsupported, folder + ": weights are read from " + kWeights + ", this has only " + name + how);
}

// Today's name of a tensor. Source: the checkpoints of Devlin et al. 2019.
std::string current_name(const std::string& name) {
  for (const auto& [old, now] :
       {std::pair<std::string_view, const char*>{"LayerNorm.gamma", "weight"}, {"LayerNorm.beta", "bias"}})
    if (std::string_view(name).ends_with(old)) return name.substr(0, name.rfind('.') + 1) + now;
  return name;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.ends_with(".safetensors") &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c != '/' && c != '\\' && static_cast<unsigned char>(c) >= ' '; });
}

}  // namespace

std::map<std::string, std::string> read_shard_index(const std::string& json, const std::string& where) {
  const JsonDocument document(json, where);
  const JsonObject map = document.root().object("weight_map");
  std::map<std::string, std::string> out;
  for (const auto field : map.raw()) {
    const std::string tensor(field.key);
    std::string_view shard;
    if (field.value.get(shard) != simdjson::SUCCESS || !is_plain_name(shard))
      map.fail(tensor, "must name a .safetensors file in the same folder");
    if (!out.emplace(tensor, shard).second) map.fail(tensor, "stands there twice");
  }
  if (out.empty()) document.root().fail("weight_map", "names no tensor");
  return out;
}

Checkpoint::Checkpoint(SafetensorsFile file) : path_(file.path()) { add(file); }

Checkpoint::Checkpoint(const std::string& folder) {
  if (has_file(folder, kWeights)) {
    const SafetensorsFile single(file(folder, kWeights));
    path_ = single.path();
    add(single);
  } else if (has_file(folder, kIndex)) {
    path_ = file(folder, kIndex);
    add_shards(folder);
  } else {
    is_in(folder);  // says what is there in their place
    throw Error(ErrorCode::invalid_model, folder + ": holds no " + kWeights);
  }
}

bool Checkpoint::is_in(const std::string& folder) {
  if (has_file(folder, kWeights) || has_file(folder, kIndex)) return true;
  for (const char* const name : kForeign)
    if (has_file(folder, name)) refuse_format(folder, name);
  return false;
}

void Checkpoint::add_shards(const std::string& folder) {
  std::map<std::string, std::vector<std::string>> shards;
  for (const auto& [tensor, shard] : read_shard_index(read_file(path_), path_)) shards[shard].push_back(tensor);
  if (shards.size() > kMostShards)
    throw Error(ErrorCode::unsupported, path_ + ": names " + std::to_string(shards.size()) + " files; at most " +
                                            std::to_string(kMostShards) + " are read");
  for (const auto& [shard, tensors] : shards) {
    const SafetensorsFile part(file(folder, shard));
    for (const std::string& tensor : tensors)
      if (!part.contains(tensor))
        throw Error(ErrorCode::invalid_model,
                    part.path() + ": lacks the tensor " + tensor + " that " + kIndex + " says is in it");
    add(part);
  }
}

void Checkpoint::add(const SafetensorsFile& file) {
  for (const auto& [name, view] : file.tensors())
    if (!tensors_.emplace(current_name(name), view).second)
      throw Error(ErrorCode::invalid_model,
                  file.path() + ": the tensor " + name + " is there twice, in this file or another");
  files_.push_back(file);
}

const TensorView& Checkpoint::tensor(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end())
    throw Error(ErrorCode::invalid_model, path_ + ": has no tensor " + name + "; it does not belong to this config.json");
  return found->second;
}

std::int64_t Checkpoint::elements() const {
  std::size_t sum = 0;  // cannot overflow: they all lie in files
  for (const auto& [name, view] : tensors_)
    sum += view.type == TensorType::u8 ? 2 * view.bytes.size() : view.bytes.size() / size_of(view.type);
  return static_cast<std::int64_t>(sum);
}

}  // namespace klinker
