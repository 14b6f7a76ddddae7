#include "klinker/nn/transformer_config.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "klinker/corpus/json.h"
#include "klinker/error.h"
#include "klinker/nn/quantize.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

using Config = TransformerConfig;
using Family = Config::Family;
using Activation = Config::Activation;

constexpr std::int64_t kMost = 1 << 24;  // bounds what a config.json can make us allocate

constexpr std::array<std::pair<std::string_view, Family>, 5> kFamilies = {{{"bert", Family::bert},
                                                                           {"roberta", Family::roberta},
                                                                           {"xlm-roberta", Family::xlm_roberta},
                                                                           {"distilbert", Family::distilbert},
                                                                           {"electra", Family::electra}}};

// gelu_new, gelu_fast and gelu_pytorch_tanh are one formula.
constexpr std::array<std::pair<std::string_view, Activation>, 8> kActivations = {
    {{"gelu", Activation::gelu},
     {"gelu_python", Activation::gelu},
     {"gelu_new", Activation::gelu_tanh},
     {"gelu_pytorch_tanh", Activation::gelu_tanh},
     {"gelu_fast", Activation::gelu_tanh},
     {"relu", Activation::relu},
     {"silu", Activation::silu},
     {"swish", Activation::silu}}};

// The names of the sizes, which DistilBERT has its own of.
struct Keys {
  const char *hidden, *layers, *heads, *intermediate, *activation, *dropout, *attention_dropout;
};
constexpr Keys kBertKeys = {"hidden_size", "num_hidden_layers",   "num_attention_heads",         "intermediate_size",
                            "hidden_act",  "hidden_dropout_prob", "attention_probs_dropout_prob"};
constexpr Keys kDistilKeys = {"dim", "n_layers", "n_heads", "hidden_dim", "activation", "dropout", "attention_dropout"};

const Keys& keys(Family family) { return family == Family::distilbert ? kDistilKeys : kBertKeys; }

// Many settings may be null, which says what leaving them out says.
bool given(const JsonObject& config, const char* key) { return config.has(key) && !config.raw()[key].is_null(); }

template <typename Table>
auto look_up(const Table& table, const JsonObject& config, const char* key, std::string_view missing) {
  const std::string name = config.string(key, missing);
  for (const auto& [known, value] : table)
    if (known == name) return value;
  throw Error(ErrorCode::unsupported, "config.json: the " + std::string(key) + " " + name + " is not known to this version");
}

template <typename Table, typename Value>
std::string name_of(const Table& table, Value value) {
  for (const auto& [known, each] : table)
    if (each == value) return std::string(known);
  throw Error(ErrorCode::internal, "a setting of a transformer without a name");
}

void refuse(bool found, const std::string& what) {
  if (found) throw Error(ErrorCode::unsupported, "config.json: " + what + " is not supported by this version");
}

// Settings that change what a network computes, or how its weights are to be read.
void refuse_unknown(const JsonObject& config) {
  for (const char* const key : {"is_decoder", "add_cross_attention"})
    refuse(given(config, key) && config.boolean(key, false), std::string("a decoder (") + key + ")");
  refuse(given(config, "auto_map"), "auto_map");
  // Ours changes how the weights lie in the file only.
  if (given(config, "quantization_config"))
    refuse(config.object("quantization_config").string("quant_method", "") != kQuantMethod, "this quantization_config");
  if (given(config, "pruned_heads")) refuse(config.object("pruned_heads").raw().size() > 0, "pruned_heads");
  if (!given(config, "position_embedding_type")) return;
  const std::string positions = config.string("position_embedding_type");
  refuse(positions != "absolute", "the position_embedding_type " + positions);
}

}  // namespace

bool is_transformer(const std::string& model_type) {
  for (const auto& [known, family] : kFamilies)
    if (known == model_type) return true;
  return false;
}

Config Config::from_json(const JsonObject& config) {
  Config out;
  out.family = look_up(kFamilies, config, "model_type", "");
  refuse_unknown(config);
  const Keys& key = keys(out.family);
  out.vocabulary = config.integer("vocab_size", 1, kMost);
  out.hidden = config.integer(key.hidden, 1, 16384);
  out.embedding = out.family == Family::electra ? config.integer("embedding_size", 1, 16384, 128) : out.hidden;
  out.layers = config.integer(key.layers, 1, 256);
  out.heads = config.integer(key.heads, 1, 1024);
  if (out.hidden % out.heads != 0) config.fail(key.heads, "must divide " + std::string(key.hidden));
  out.intermediate = config.integer(key.intermediate, 1, 65536);
  out.positions = config.integer("max_position_embeddings", 1, 1 << 20, 512);
  out.types = out.family == Family::distilbert ? 0 : config.integer("type_vocab_size", 1, 1024, 2);
  out.pad = out.counts_from_pad() ? 1 : 0;
  if (given(config, "pad_token_id")) out.pad = config.integer("pad_token_id", 0, out.vocabulary - 1);
  if (out.max_pieces() < 1) config.fail("max_position_embeddings", "must be greater than pad_token_id + 1");
  // DistilBERT has this number in its code.
  if (out.family != Family::distilbert) out.epsilon = config.number("layer_norm_eps", 0, 1, 1e-12);
  out.activation = look_up(kActivations, config, key.activation, "gelu");
  out.dropout = config.number(key.dropout, 0, 0.99, 0.1);
  out.attention_dropout = config.number(key.attention_dropout, 0, 0.99, 0.1);
  out.head_dropout = out.family == Family::distilbert      ? config.number("seq_classif_dropout", 0, 0.99, 0.2)
                     : given(config, "classifier_dropout") ? config.number("classifier_dropout", 0, 0.99)
                                                           : out.dropout;
  out.tied = config.boolean("tie_word_embeddings", true);
  return out;
}

std::int64_t Config::parameters() const {
  const std::int64_t layer = 4 * hidden * (hidden + 1) + 2 * hidden * intermediate + intermediate + 5 * hidden;
  return (vocabulary + positions + types + 2) * embedding + layers * layer +
         (embedding == hidden ? 0 : hidden * (embedding + 1));
}

std::string Config::prefix() const { return family == Family::xlm_roberta ? "roberta" : name_of(kFamilies, family); }

std::string Config::to_json() const {
  const Keys& key = keys(family);
  std::string out = "\"model_type\":\"" + name_of(kFamilies, family) + "\"";
  const auto integer = [&](const char* name, std::int64_t value) {
    ((out += ",\"") += name) += "\":" + std::to_string(value);
  };
  const auto number = [&](const char* name, double value) {
    std::array<char, 32> digits{};
    ((out += ",\"") += name) += "\":";
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  };
  integer("vocab_size", vocabulary);
  integer(key.hidden, hidden);
  if (family == Family::electra) integer("embedding_size", embedding);
  integer(key.layers, layers);
  integer(key.heads, heads);
  integer(key.intermediate, intermediate);
  integer("max_position_embeddings", positions);
  if (types > 0) integer("type_vocab_size", types);
  integer("pad_token_id", pad);
  if (family != Family::distilbert) number("layer_norm_eps", epsilon);
  ((out += ",\"") += key.activation) += "\":\"" + name_of(kActivations, activation) + "\"";
  number(key.dropout, dropout);
  number(key.attention_dropout, attention_dropout);
  if (!tied) out += ",\"tie_word_embeddings\":false";
  if (family == Family::distilbert) number("seq_classif_dropout", head_dropout);
  else if (head_dropout != dropout) number("classifier_dropout", head_dropout);
  return out;
}

}  // namespace klinker
