#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "klinker/nn/encoder.h"
#include "klinker/nn/transformer_config.h"

namespace klinker {

/// BERT, RoBERTa, XLM-R, DistilBERT and ELECTRA. Texts lie one after the other without padding. In evaluation mode,
/// without gradients and on a CPU, kernels of our own work through the texts of a batch, on as many threads as tensor
/// operations have; what they give for a text is the same to the bit whatever stands beside it. They pack the weights
/// at the first call and again after any change, which takes as much memory as the layers. Else attention runs over
/// groups of texts of one length, so batches of texts of like lengths are the fastest. The vector of a text is that of
/// its first piece, in BERT after its pooler. Sources: Devlin et al. 2019; Liu et al. 2019; Sanh et al. 2019; Clark et
/// al. 2020.
class EncoderTransformer final : public Encoder {
 public:
  explicit EncoderTransformer(const TransformerConfig& config);

  torch::Tensor pooled(const PieceBatch& batch) override;
  torch::Tensor states(const PieceBatch& batch) override;

  /// The states after the embeddings and after each layer: `layers` + 1 tensors [pieces, hidden].
  std::vector<torch::Tensor> all_states(const PieceBatch& batch);

  /// The vectors of the texts of `batch` whose last states are given.
  torch::Tensor pool(const torch::Tensor& states, const PieceBatch& batch) const;

  bool has_pooler() const { return pooler_.weight.defined(); }

  std::int64_t hidden_size() const override { return config_.hidden; }
  std::int64_t vocabulary() const override { return config_.vocabulary; }
  std::int64_t max_pieces() const override { return config_.max_pieces(); }
  std::string prefix() const override { return config_.prefix(); }
  std::vector<PublishedTensor> tensors() const override;
  torch::Tensor piece_embeddings() const override { return pieces_; }
  void use_bf16(bool on) override { bf16_ = on; }
  void use_fastest() override;

  /// Matrix products in int8 (one scale for each output, and for each row of what goes in) in evaluation mode without
  /// gradients. Throws Error(unsupported) where the processor has no such instructions.
  void use_int8(bool on);

  std::string config() const override { return config_.to_json(); }
  const TransformerConfig& transformer_config() const { return config_; }

 private:
  struct Linear {
    torch::Tensor weight, bias;
  };
  struct LayerNorm {
    torch::Tensor weight, bias;
  };
  struct Layer {
    Linear qkv, attention_output, intermediate, output;
    LayerNorm attention_norm, output_norm;
  };
  struct Groups;
  struct Packed;

  Linear make_linear(const std::string& name, std::int64_t inputs, std::int64_t outputs);
  LayerNorm make_norm(const std::string& name, std::int64_t size);
  torch::Tensor linear(const torch::Tensor& x, const Linear& weights) const;
  torch::Tensor norm(const torch::Tensor& x, const LayerNorm& weights) const;
  torch::Tensor embed(const PieceBatch& batch, const Groups& groups);
  torch::Tensor attend(const torch::Tensor& qkv, const Groups& groups);
  void check_lengths(const PieceBatch& batch) const;
  bool has_kernels() const;
  std::shared_ptr<const Packed> packed();
  torch::Tensor infer(const PieceBatch& batch, bool firsts);
  torch::Tensor pool_first(const torch::Tensor& x) const;
  torch::Tensor layer(const torch::Tensor& x, const Layer& weights, const Groups& groups);

  TransformerConfig config_;
  bool bf16_ = false, int8_ = false;
  torch::Tensor pieces_, positions_, types_;
  LayerNorm embedding_norm_;
  Linear projection_;  // ELECTRA, where embeddings are smaller than states
  std::vector<Layer> layers_;
  Linear pooler_;  // BERT
  std::mutex packing_;
  std::shared_ptr<const Packed> packed_;
};

}  // namespace klinker
