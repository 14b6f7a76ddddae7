#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "klinker/nn/safetensors.h"

namespace klinker {

/// The weights of a model: a safetensors file, or several of them. Tensors go by the names of today: what old BERTs call
/// LayerNorm.gamma and LayerNorm.beta is LayerNorm.weight and LayerNorm.bias here. Copies share the files.
class Checkpoint {
 public:
  /// Of a model folder: model.safetensors, or else the shards that model.safetensors.index.json names. Throws Error(io),
  /// Error(invalid_model), and Error(unsupported) for a folder that has weights in other formats only.
  explicit Checkpoint(const std::string& folder);

  /// One file.
  Checkpoint(SafetensorsFile file);  // NOLINT(google-explicit-constructor): a file is a checkpoint

  /// Whether a folder has weights. Throws Error(unsupported) where they are in other formats only: a fresh model in
  /// their place would be a surprise.
  static bool is_in(const std::string& folder);

  /// The file that names the tensors, for messages.
  const std::string& path() const { return path_; }

  /// The views live as long as this object or a copy.
  const std::map<std::string, TensorView>& tensors() const { return tensors_; }
  bool contains(const std::string& name) const { return tensors_.count(name) > 0; }

  /// Throws Error(invalid_model) that names file and tensor where it is not there.
  const TensorView& tensor(const std::string& name) const;

  /// That of the first file.
  const std::map<std::string, std::string>& metadata() const { return files_.front().metadata(); }

  /// How many numbers all tensors hold, where a U8 may hold two: a bound for what a config.json beside them may ask for.
  std::int64_t elements() const;

 private:
  void add(const SafetensorsFile& file);
  void add_shards(const std::string& folder);

  std::string path_;
  std::vector<SafetensorsFile> files_;
  std::map<std::string, TensorView> tensors_;
};

/// What model.safetensors.index.json says: the file that holds each tensor. `where` names it in messages. Throws
/// Error(invalid_model), also for a file with a path: shards lie beside their index.
std::map<std::string, std::string> read_shard_index(const std::string& json, const std::string& where);

}  // namespace klinker
