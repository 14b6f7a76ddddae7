#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace klinker {

/// Texts as piece ids, one after the other: those of text i are ids[offsets[i]] to ids[offsets[i + 1]]. Encoders that need
/// a rectangle pad it themselves.
struct PieceBatch {
  std::vector<std::int64_t> ids;
  std::vector<std::int64_t> types;  ///< as long as `ids`; empty: all 0
  std::vector<std::int64_t> offsets = {0};

  std::size_t size() const { return offsets.size() - 1; }

  /// Adds a text, with the type of each piece where there are types other than 0.
  void add(std::span<const int> pieces, std::span<const int> types = {});
};

/// A tensor of a model and what published checkpoints call it. More than one name: its parts, one after the other along
/// the first dimension.
struct PublishedTensor {
  std::vector<std::string> names;
  torch::Tensor value;
  bool required = true;  ///< false: keeps its fresh values where a checkpoint lacks it
};

/// Turns texts to vectors. One class for each "model_type" of config.json. In evaluation mode, and under
/// torch::NoGradGuard, one encoder may serve any number of threads.
class Encoder : public torch::nn::Module {
 public:
  /// One vector for each text: [batch, hidden].
  virtual torch::Tensor pooled(const PieceBatch& batch) = 0;

  /// One vector for each piece, in the order of the batch: [pieces, hidden]. Throws Error(unsupported) where the encoder
  /// has none.
  virtual torch::Tensor states(const PieceBatch& batch);

  virtual std::int64_t hidden_size() const = 0;
  virtual std::int64_t vocabulary() const = 0;

  /// Pieces of one text that are read at most; further ones are cut off by the caller.
  virtual std::int64_t max_pieces() const = 0;

  /// Before the encoder's tensors in model.safetensors, as published models have it: "bert", "roberta", "bag".
  virtual std::string prefix() const = 0;

  /// All tensors, under their published names without the prefix.
  virtual std::vector<PublishedTensor> tensors() const = 0;

  /// The table of embeddings of pieces, [vocabulary, size], for heads that guess pieces. Throws Error(unsupported).
  virtual torch::Tensor piece_embeddings() const;

  /// Matrix products in bf16 (sums in f32): about twice as fast where the processor has such instructions, at a
  /// small loss. Encoders that have no use for it do nothing.
  virtual void use_bf16(bool) {}

  /// In evaluation, the shortest numbers that this processor multiplies (int8, else bf16, else f32): two to three times as fast,
  /// at a small loss.
  virtual void use_fastest() {}

  /// What config.json says about the encoder: "model_type" and its sizes, as members of a JSON object without braces.
  virtual std::string config() const = 0;
};

/// How many numbers a fresh encoder may hold (4 GB of them).
inline constexpr std::int64_t kMostFreshParameters = 1 << 30;

/// An encoder with fresh weights from the text of a config.json; `where` names it in messages. Throws Error(invalid_model),
/// also for sizes that make more than `most` numbers: where there are weights, no more than these hold can be meant.
/// Throws Error(unsupported) that names a "model_type" or setting which this version does not know.
std::shared_ptr<Encoder> make_encoder(const std::string& config, const std::string& where,
                                      std::int64_t most = kMostFreshParameters);

}  // namespace klinker
