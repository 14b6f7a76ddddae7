#include "klinker/nn/encoder.h"

#include <algorithm>

#include "klinker/error.h"
#include "klinker/nn/encoder_bag.h"
#include "klinker/nn/encoder_transformer.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

constexpr std::int64_t kMost = 1 << 24;  // bounds what a config.json can make us allocate

// Before anything is allocated.
void require_room(std::int64_t parameters, std::int64_t most, const std::string& where) {
  if (parameters > most)
    throw Error(ErrorCode::invalid_model, where + ": its sizes make " + std::to_string(parameters) +
                                              " numbers, more than the " + std::to_string(most) + " that there can be");
}

std::shared_ptr<Encoder> make_bag(const JsonObject& config, const std::string& where, std::int64_t most) {
  BagConfig bag;
  bag.vocabulary = config.integer("vocab_size", 1, kMost);
  bag.bigram_buckets = config.integer("bigram_buckets", 0, kMost);
  bag.embedding = config.integer("embedding_size", 1, 4096);
  bag.hidden = config.integer("hidden_size", 1, 4096);
  bag.dropout = config.number("hidden_dropout_prob", 0, 0.99, bag.dropout);
  bag.piece_dropout = config.number("piece_dropout_prob", 0, 0.99, bag.piece_dropout);
  bag.max_pieces = config.integer("max_position_embeddings", 1, kMost, bag.max_pieces);
  require_room((bag.vocabulary + bag.bigram_buckets) * bag.embedding + (bag.embedding + 1) * bag.hidden, most, where);
  return std::make_shared<EncoderBag>(bag);
}

std::shared_ptr<Encoder> make_transformer(const JsonObject& json, const std::string& where, std::int64_t most) {
  const TransformerConfig config = TransformerConfig::from_json(json);
  require_room(config.parameters(), most, where);
  return std::make_shared<EncoderTransformer>(config);
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

std::shared_ptr<Encoder> make_encoder(const std::string& config, const std::string& where, std::int64_t most) {
  const JsonDocument document(config, where);
  const std::string type = document.root().string("model_type");
  if (type == "klinker-bag") return make_bag(document.root(), where, most);
  if (is_transformer(type)) return make_transformer(document.root(), where, most);
  throw Error(ErrorCode::unsupported, where + ": the model_type " + type +
                                          " is not known to this version; it knows bert, roberta, xlm-roberta, distilbert, "
                                          "electra and klinker-bag");
}

}  // namespace klinker
