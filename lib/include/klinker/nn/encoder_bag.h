#pragma once

#include "klinker/nn/bag_config.h"
#include "klinker/nn/encoder.h"

namespace klinker {

/// The mean of the embeddings of all pieces and of all pairs of neighbours (hashed to buckets, text borders included),
/// then one hidden layer. Knows no word order beyond pairs; trains in seconds and reads megabytes a second.
/// Source: Joulin et al. 2017, "Bag of Tricks for Efficient Text Classification"; piece dropout after Iyyer et al. 2015.
class EncoderBag final : public Encoder {
 public:
  /// Throws Error(wrong_value) for sizes that cannot be.
  explicit EncoderBag(const BagConfig& config);

  torch::Tensor pooled(const PieceBatch& batch) override;
  std::int64_t hidden_size() const override { return config_.hidden; }
  std::int64_t vocabulary() const override { return config_.vocabulary; }
  std::int64_t max_pieces() const override { return config_.max_pieces; }
  std::string prefix() const override { return "bag"; }
  std::vector<PublishedTensor> tensors() const override;
  std::string config() const override;

 private:
  BagConfig config_;
  torch::nn::EmbeddingBag embeddings_{nullptr};
  torch::nn::Linear dense_{nullptr};
};

}  // namespace klinker
