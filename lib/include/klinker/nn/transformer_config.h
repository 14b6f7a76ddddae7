#pragma once

#include <cstdint>
#include <string>

namespace klinker {

class JsonObject;

/// The sizes of a transformer encoder, as a published config.json has them; defaults are BERT's.
struct TransformerConfig {
  /// Published architectures that are one network under different names; "model_type" in config.json.
  enum class Family : std::uint8_t { bert, roberta, xlm_roberta, distilbert, electra };
  enum class Activation : std::uint8_t { gelu, gelu_tanh, relu, silu };

  Family family = Family::bert;
  std::int64_t vocabulary = 30000;
  std::int64_t hidden = 768;
  std::int64_t embedding = 768;  ///< differs from `hidden` in ELECTRA only
  std::int64_t layers = 12;
  std::int64_t heads = 12;
  std::int64_t intermediate = 3072;
  std::int64_t positions = 512;  ///< rows of the table of positions; RoBERTa's first `pad` + 1 rows are not used
  std::int64_t types = 2;        ///< 0: no token types (DistilBERT)
  std::int64_t pad = 0;
  double epsilon = 1e-12;
  Activation activation = Activation::gelu;
  double dropout = 0.1;
  double attention_dropout = 0.1;
  double head_dropout = 0.1;  ///< of heads for texts, in DistilBERT of these alone
  bool tied = true;           ///< a masked head shares the table of pieces

  /// Whether places are counted from `pad` + 1, as RoBERTa does.
  bool counts_from_pad() const { return family == Family::roberta || family == Family::xlm_roberta; }

  /// Pieces that one text may have, special ones included.
  std::int64_t max_pieces() const { return counts_from_pad() ? positions - pad - 1 : positions; }

  /// How many numbers the tensors of the encoder hold.
  std::int64_t parameters() const;

  /// Throws Error(invalid_model) for sizes that cannot be, and Error(unsupported) that names a setting which this version
  /// cannot do (relative positions, decoders).
  static TransformerConfig from_json(const JsonObject& config);

  /// The members of a config.json that `transformers` reads, without braces.
  std::string to_json() const;

  /// "bert", "roberta", "distilbert" or "electra": what stands before the names of tensors in published checkpoints.
  std::string prefix() const;

  friend bool operator==(const TransformerConfig&, const TransformerConfig&) = default;
};

/// Whether "model_type" names one of the families.
bool is_transformer(const std::string& model_type);

}  // namespace klinker
