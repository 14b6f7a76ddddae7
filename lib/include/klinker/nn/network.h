#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "klinker/nn/encoder.h"
#include "klinker/nn/model_folder.h"

namespace klinker {

/// What a network gives for a text, for each of its pieces, or for each piece that it must guess.
enum class HeadKind : std::uint8_t { text, token, masked };

/// A folder's encoder with its weights, without a head. A folder without weights but with a config.json gives a fresh one.
/// Throws Error(invalid_model) and Error(unsupported).
std::shared_ptr<Encoder> load_encoder(const ModelFolder& folder);

/// An encoder with a head on top. Heads are those of the published architectures, so folders travel both ways: a RoBERTa's
/// text head has a hidden layer, a BERT's stands on its pooler, and a masked head shares the table of pieces.
class Network final : public torch::nn::Module {
 public:
  /// With a fresh head of `outputs` logits; for HeadKind::masked there are as many as pieces. A negative dropout takes the
  /// encoder's own. Throws Error(unsupported) for a head that such an encoder cannot have.
  Network(std::shared_ptr<Encoder> encoder, HeadKind kind, std::int64_t outputs, double dropout = -1);

  /// A folder's encoder with its weights, and its head's where it has this head with as many outputs; else the head is
  /// fresh. A folder without weights but with a config.json gives a fresh encoder. Throws Error(invalid_model) and
  /// Error(unsupported).
  static std::shared_ptr<Network> load(const ModelFolder& folder, HeadKind kind, std::int64_t outputs, double dropout = -1);

  /// Logits: [texts, outputs] of a text head, [pieces, outputs] of the others.
  torch::Tensor forward(const PieceBatch& batch);

  /// The head alone, on rows of vectors: of texts for a text head, else of pieces.
  torch::Tensor head(const torch::Tensor& rows);

  Encoder& encoder() { return *encoder_; }
  HeadKind kind() const { return kind_; }

  /// Whether `load` found the head's weights.
  bool has_trained_head() const { return trained_head_; }

  /// All tensors under their published names, as they stand in model.safetensors.
  std::vector<PublishedTensor> tensors() const;

  /// "architectures" of config.json: the class of `transformers` that reads this network. Empty for encoders of our own.
  std::string architecture() const;

 private:
  struct Head;

  std::shared_ptr<Encoder> encoder_;
  HeadKind kind_;
  std::shared_ptr<Head> head_;
  bool trained_head_ = false;
};

/// Writes config.json and model.safetensors of a network whose outputs mean `labels`; `multi_label` says that several may
/// hold. Throws Error(io).
void save_network(const Network& network, const std::vector<std::string>& labels, bool multi_label,
                  const std::string& folder, TensorType type);

}  // namespace klinker
