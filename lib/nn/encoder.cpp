#include "klinker/nn/encoder.h"

#include <algorithm>

#include "klinker/error.h"
#include "klinker/nn/encoder_bag.h"
#include "klinker/nn/encoder_transformer.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

constexpr std::int64_t kMost = 1 << 24;  // bounds what a config.json can make us allocate

std::shared_ptr<Encoder> make_bag(const JsonObject& config) {
  BagConfig bag;
  bag.vocabulary = config.integer("vocab_size", 1, kMost);
  bag.bigram_buckets = config.integer("bigram_buckets", 0, kMost);
  bag.embedding = config.integer("embedding_size", 1, 4096);
  bag.hidden = config.integer("hidden_size", 1, 4096);
  bag.dropout = config.number("hidden_dropout_prob", 0, 0.99, bag.dropout);
  bag.piece_dropout = config.number("piece_dropout_prob", 0, 0.99, bag.piece_dropout);
  bag.max_pieces = config.integer("max_position_embeddings", 1, kMost, bag.max_pieces);
  return std::make_shared<EncoderBag>(bag);
}

}  // namespace

void PieceBatch::add(std::span<const int> pieces, std::span<const int> piece_types) {
  const bool typed = std::any_of(piece_types.begin(), piece_types.end(), [](int type) { return type != 0; });
  if (typed || !types.empty()) {
    types.resize(ids.size());
    types.insert(types.end(), piece_types.begin(), piece_types.end());
    types.resize(ids.size() + pieces.size());
  }
  ids.insert(ids.end(), pieces.begin(), pieces.end());
  offsets.push_back(static_cast<std::int64_t>(ids.size()));
}

torch::Tensor Encoder::states(const PieceBatch&) {
  throw Error(ErrorCode::unsupported, "this kind of encoder has no vectors for single pieces; take another base model");
}

torch::Tensor Encoder::piece_embeddings() const {
  throw Error(ErrorCode::unsupported, "this kind of encoder cannot guess pieces; take another base model");
}

std::shared_ptr<Encoder> make_encoder(const std::string& config, const std::string& where) {
  const JsonDocument document(config, where);
  const std::string type = document.root().string("model_type");
  if (type == "klinker-bag") return make_bag(document.root());
  if (is_transformer(type)) return std::make_shared<EncoderTransformer>(TransformerConfig::from_json(document.root()));
  throw Error(ErrorCode::unsupported, where + ": the model_type " + type +
                                          " is not known to this version; it knows bert, roberta, xlm-roberta, distilbert, "
                                          "electra and klinker-bag");
}

}  // namespace klinker
