#include "klinker/nn/encoder_bag.h"

#include <cmath>

#include "klinker/corpus/json.h"
#include "klinker/error.h"

namespace klinker {
namespace {

// A fixed mixing function (the end of splitmix64), because the buckets are part of a saved model.
std::int64_t bucket(std::int64_t first, std::int64_t second, std::int64_t buckets) {
  auto hash = static_cast<std::uint64_t>(first) << 32 ^ static_cast<std::uint64_t>(second);
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9u;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBu;
  hash ^= hash >> 31;
  return static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(buckets));
}

// The rows of the embedding table that a text stands for: its pieces, then its pairs.
void append_rows(std::vector<std::int64_t>& rows, const std::int64_t* begin, const std::int64_t* end,
                 const BagConfig& config) {
  rows.insert(rows.end(), begin, end);
  if (config.bigram_buckets == 0 || begin == end) return;
  const std::int64_t border = config.vocabulary;
  std::int64_t before = border;
  for (const std::int64_t* piece = begin; piece != end; ++piece) {
    rows.push_back(config.vocabulary + bucket(before, *piece, config.bigram_buckets));
    before = *piece;
  }
  rows.push_back(config.vocabulary + bucket(before, border, config.bigram_buckets));
}

// Leaves out pieces at random. Uses libtorch's generator, so that one seed governs everything.
PieceBatch drop_pieces(const PieceBatch& batch, double probability) {
  const torch::Tensor draws = torch::rand({static_cast<std::int64_t>(batch.ids.size())});
  const float* const draw = draws.data_ptr<float>();
  PieceBatch kept;
  for (std::size_t text = 0; text < batch.size(); ++text) {
    for (auto i = static_cast<std::size_t>(batch.offsets[text]); i < static_cast<std::size_t>(batch.offsets[text + 1]); ++i)
      if (static_cast<double>(draw[i]) >= probability) kept.ids.push_back(batch.ids[i]);
    kept.offsets.push_back(static_cast<std::int64_t>(kept.ids.size()));
  }
  return kept;
}

}  // namespace

EncoderBag::EncoderBag(const BagConfig& config) : config_(config) {
  if (config.vocabulary < 1 || config.bigram_buckets < 0 || config.embedding < 1 || config.hidden < 1 ||
      config.max_pieces < 1 || !(config.dropout >= 0 && config.dropout < 1) ||
      !(config.piece_dropout >= 0 && config.piece_dropout < 1))
    throw Error(ErrorCode::wrong_value, "a bag encoder needs positive sizes, and dropouts from 0 to below 1");
  const std::int64_t rows = config.vocabulary + config.bigram_buckets;
  embeddings_ = register_module(
      "embeddings",
      torch::nn::EmbeddingBag(
          torch::nn::EmbeddingBagOptions(rows, config.embedding).mode(torch::kMean).include_last_offset(true)));
  dense_ = register_module("dense", torch::nn::Linear(config.embedding, config.hidden));
  const torch::NoGradGuard no_gradients;
  const double bound = 1.0 / std::sqrt(static_cast<double>(config.embedding));
  embeddings_->weight.uniform_(-bound, bound);
}

torch::Tensor EncoderBag::pooled(const PieceBatch& batch) {
  const bool drop = is_training() && config_.piece_dropout > 0;
  const PieceBatch dropped = drop ? drop_pieces(batch, config_.piece_dropout) : PieceBatch();
  const PieceBatch& pieces = drop ? dropped : batch;
  std::vector<std::int64_t> rows, offsets = {0};
  rows.reserve(2 * pieces.ids.size() + pieces.size());
  offsets.reserve(pieces.offsets.size());
  for (std::size_t text = 0; text < pieces.size(); ++text) {
    append_rows(rows, pieces.ids.data() + pieces.offsets[text], pieces.ids.data() + pieces.offsets[text + 1], config_);
    offsets.push_back(static_cast<std::int64_t>(rows.size()));
  }
  const auto device = embeddings_->weight.device();
  const auto tensor = [&](std::vector<std::int64_t>& values) {
    // A copy, because the way back through the network reads it again.
    return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, torch::kInt64).clone().to(device);
  };
  torch::Tensor x = embeddings_->forward(tensor(rows), tensor(offsets));
  x = torch::dropout(x, config_.dropout, is_training());
  x = torch::relu(dense_->forward(x));
  return torch::dropout(x, config_.dropout, is_training());
}

std::vector<PublishedTensor> EncoderBag::tensors() const {
  return {{{"embeddings.weight"}, embeddings_->weight}, {{"dense.weight"}, dense_->weight}, {{"dense.bias"}, dense_->bias}};
}

std::string EncoderBag::config() const {
  std::string out = "\"model_type\":\"klinker-bag\"";
  const auto integer = [&](const char* key, std::int64_t value) {
    ((out += ",\"") += key) += "\":" + std::to_string(value);
  };
  const auto number = [&](const char* key, double value) {
    ((out += ",\"") += key) += "\":";
    append_json_number(out, value);
  };
  integer("vocab_size", config_.vocabulary);
  integer("bigram_buckets", config_.bigram_buckets);
  integer("embedding_size", config_.embedding);
  integer("hidden_size", config_.hidden);
  number("hidden_dropout_prob", config_.dropout);
  number("piece_dropout_prob", config_.piece_dropout);
  integer("max_position_embeddings", config_.max_pieces);
  return out;
}

}  // namespace klinker
