#include "klinker/nn/network.h"

#include <cmath>
#include <utility>

#include "activation.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"
#include "klinker/nn/encoder_transformer.h"
#include "klinker/nn/tensors.h"

namespace klinker {
namespace {

using Family = TransformerConfig::Family;
using Activation = TransformerConfig::Activation;

// What heads are made of: [dropout] [hidden layer, activation [norm]] dropout, linear. Names as published.
struct Plan {
  std::string hidden;  // the hidden layer; empty: none
  std::string norm;    // after the hidden layer; empty: none
  std::string output;  // the last layer; for masked heads only its bias
  enum class Between : std::uint8_t { tanh, gelu, relu, own } between = Between::tanh;  // own: the encoder's activation
  bool drop_first = false;
};

Plan plan_of(HeadKind kind, const TransformerConfig* config) {
  using Between = Plan::Between;
  if (config == nullptr || kind == HeadKind::token) return {.hidden = "", .norm = "", .output = "classifier"};
  const Family family = config->family;
  if (kind == HeadKind::text) {
    if (family == Family::bert) return {.hidden = "", .norm = "", .output = "classifier"};
    if (family == Family::distilbert)
      return {.hidden = "pre_classifier", .norm = "", .output = "classifier", .between = Between::relu};
    return {.hidden = "classifier.dense",
            .norm = "",
            .output = "classifier.out_proj",
            .between = family == Family::electra ? Between::gelu : Between::tanh,
            .drop_first = true};
  }
  if (family == Family::bert)
    return {.hidden = "cls.predictions.transform.dense",
            .norm = "cls.predictions.transform.LayerNorm",
            .output = "cls.predictions",
            .between = Between::own};
  if (family == Family::distilbert)
    return {.hidden = "vocab_transform", .norm = "vocab_layer_norm", .output = "vocab_projector", .between = Between::own};
  if (family == Family::electra)
    return {.hidden = "generator_predictions.dense",
            .norm = "generator_predictions.LayerNorm",
            .output = "generator_lm_head",
            .between = Between::gelu};
  return {.hidden = "lm_head.dense", .norm = "lm_head.layer_norm", .output = "lm_head", .between = Between::gelu};
}

const TransformerConfig* config_of(const Encoder& encoder) {
  const auto* const transformer = dynamic_cast<const EncoderTransformer*>(&encoder);
  return transformer ? &transformer->transformer_config() : nullptr;
}

[[noreturn]] void refuse_own_table(const std::string& where) {
  throw Error(ErrorCode::unsupported,
              where + ": a masked head with a table of pieces of its own is not supported by this version");
}

void require_head(const Encoder& encoder, HeadKind kind) {
  if (kind == HeadKind::text) return;
  const TransformerConfig* const config = config_of(encoder);
  if (!config)
    throw Error(ErrorCode::unsupported, "this kind of encoder has no vectors for single pieces; take another base model");
  if (kind == HeadKind::masked && !config->tied) refuse_own_table("config.json, tie_word_embeddings false");
}

// `transformers` takes a second table where a checkpoint has one that differs from the first, whatever config.json says.
void require_one_table(const Checkpoint& weights, const std::string& table, const std::string& head) {
  for (const std::string& name : {head + ".decoder.weight", head + ".weight"})
    if (weights.contains(name) && weights.contains(table) && weights.tensor(name).bytes != weights.tensor(table).bytes)
      refuse_own_table(weights.path() + ", tensor " + name);
}

}  // namespace

struct Network::Head : torch::nn::Module {
  Head(const Encoder& encoder, HeadKind kind, std::int64_t outputs, double dropout_)
      : plan(plan_of(kind, config_of(encoder))), dropout(dropout_) {
    const TransformerConfig* const config = config_of(encoder);
    if (kind == HeadKind::masked) embeddings = encoder.piece_embeddings();
    if (config) {
      activation = config->activation;
      epsilon = config->epsilon;
      const bool plain = kind == HeadKind::token && config->family == Family::distilbert;
      if (dropout < 0) dropout = plain ? config->dropout : config->head_dropout;
    }
    dropout = std::max(dropout, 0.0);
    const std::int64_t inputs = encoder.hidden_size();
    const std::int64_t middle = embeddings.defined() ? embeddings.size(1) : inputs;
    if (!plan.hidden.empty()) {
      hidden_weight = register_parameter("hidden_weight", fresh(middle, inputs, config));
      hidden_bias = register_parameter("hidden_bias", torch::zeros({middle}));
    }
    if (!plan.norm.empty()) {
      norm_weight = register_parameter("norm_weight", torch::ones({middle}));
      norm_bias = register_parameter("norm_bias", torch::zeros({middle}));
    }
    if (!embeddings.defined()) output_weight = register_parameter("output_weight", fresh(outputs, middle, config));
    output_bias = register_parameter("output_bias", torch::zeros({embeddings.defined() ? embeddings.size(0) : outputs}));
  }

  // As `transformers` starts a head; on our own encoders as torch::nn::Linear does.
  static torch::Tensor fresh(std::int64_t rows, std::int64_t columns, const TransformerConfig* config) {
    if (config) return torch::randn({rows, columns}) * 0.02;
    const double bound = 1.0 / std::sqrt(static_cast<double>(columns));
    return torch::empty({rows, columns}).uniform_(-bound, bound);
  }

  torch::Tensor forward(torch::Tensor x) {
    const auto drop = [&] { x = torch::dropout(x, dropout, is_training()); };
    if (plan.drop_first) drop();
    if (hidden_weight.defined()) {
      x = torch::linear(x, hidden_weight, hidden_bias);
      switch (plan.between) {
        case Plan::Between::tanh: x = torch::tanh(x); break;
        case Plan::Between::gelu: x = torch::gelu(x); break;
        case Plan::Between::relu: x = torch::relu(x); break;
        case Plan::Between::own: x = activate(x, activation); break;
      }
    }
    if (norm_weight.defined()) x = torch::layer_norm(x, {x.size(-1)}, norm_weight, norm_bias, epsilon);
    if (embeddings.defined()) return torch::linear(x, embeddings, output_bias);
    drop();
    return torch::linear(x, output_weight, output_bias);
  }

  std::vector<PublishedTensor> tensors() const {
    std::vector<PublishedTensor> out;
    const auto add = [&](const std::string& name, const torch::Tensor& value) {
      if (value.defined()) out.push_back({{name}, value});
    };
    add(plan.hidden + ".weight", hidden_weight);
    add(plan.hidden + ".bias", hidden_bias);
    add(plan.norm + ".weight", norm_weight);
    add(plan.norm + ".bias", norm_bias);
    add(plan.output + ".weight", output_weight);
    add(plan.output + ".bias", output_bias);
    return out;
  }

  Plan plan;
  double dropout;
  double epsilon = 1e-12;
  Activation activation = Activation::gelu;
  torch::Tensor embeddings;  // of a masked head: the encoder's, which has them registered
  torch::Tensor hidden_weight, hidden_bias, norm_weight, norm_bias, output_weight, output_bias;
};

Network::Network(std::shared_ptr<Encoder> encoder, HeadKind kind, std::int64_t outputs, double dropout)
    : encoder_((require_head(*encoder, kind), std::move(encoder))),
      kind_(kind),
      head_(std::make_shared<Head>(*encoder_, kind, outputs, dropout)) {
  register_module("encoder", encoder_);
  register_module("head", head_);
}

namespace {

// What stands before the names of an encoder's tensors. A base that was published without a head often has no prefix.
std::string prefix_in(const Checkpoint& weights, const Encoder& encoder) {
  const std::string prefix = encoder.prefix() + ".";
  return weights.contains(prefix + encoder.tensors().front().names.front()) ? prefix : "";
}

}  // namespace

std::shared_ptr<Encoder> load_encoder(const ModelFolder& folder) {
  const std::string where = folder.file("config.json");
  if (!folder.has_weights()) return make_encoder(folder.config(), where);
  const Checkpoint weights = folder.weights();
  const auto encoder = make_encoder(folder.config(), where, weights.elements());
  load_tensors(encoder->tensors(), weights, prefix_in(weights, *encoder));
  return encoder;
}

std::shared_ptr<Network> Network::load(const ModelFolder& folder, HeadKind kind, std::int64_t outputs, double dropout) {
  const auto network = std::make_shared<Network>(load_encoder(folder), kind, outputs, dropout);
  if (!folder.has_weights()) return network;
  const Checkpoint weights = folder.weights();
  const Encoder& encoder = *network->encoder_;
  if (kind == HeadKind::masked)
    require_one_table(weights, prefix_in(weights, encoder) + encoder.tensors().front().names.front(),
                      network->head_->plan.output);
  network->trained_head_ = fits(network->head_->tensors(), weights);
  if (network->trained_head_) load_tensors(network->head_->tensors(), weights);
  return network;
}

torch::Tensor Network::forward(const PieceBatch& batch) {
  return head(kind_ == HeadKind::text ? encoder_->pooled(batch) : encoder_->states(batch));
}

torch::Tensor Network::head(const torch::Tensor& rows) { return head_->forward(rows); }

std::vector<PublishedTensor> Network::tensors() const {
  std::vector<PublishedTensor> out = encoder_->tensors();
  // A pooler is part of text heads only.
  if (kind_ != HeadKind::text) std::erase_if(out, [](const PublishedTensor& tensor) { return !tensor.required; });
  for (PublishedTensor& tensor : out)
    for (std::string& name : tensor.names) name = encoder_->prefix() + "." + name;
  for (PublishedTensor& tensor : head_->tensors()) out.push_back(std::move(tensor));
  return out;
}

std::string Network::architecture() const {
  const TransformerConfig* const config = config_of(*encoder_);
  if (!config) return "";
  const std::string family = [&] {
    switch (config->family) {
      case Family::bert: return "Bert";
      case Family::roberta: return "Roberta";
      case Family::xlm_roberta: return "XLMRoberta";
      case Family::distilbert: return "DistilBert";
      case Family::electra: return "Electra";
    }
    return "";
  }();
  switch (kind_) {
    case HeadKind::text: return family + "ForSequenceClassification";
    case HeadKind::token: return family + "ForTokenClassification";
    case HeadKind::masked: return family + "ForMaskedLM";
  }
  return "";
}

void save_network(const Network& network, const std::vector<std::string>& labels, bool multi_label,
                  const std::string& folder, TensorType type) {
  std::string config = "{" + const_cast<Network&>(network).encoder().config();
  if (!network.architecture().empty()) config += ",\"architectures\":[\"" + network.architecture() + "\"]";
  if (!labels.empty()) {
    std::string ids, names;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::string comma = i > 0 ? "," : "";
      ids += comma + "\"" + std::to_string(i) + "\":" + json_string(labels[i]);
      names += comma + json_string(labels[i]) + ":" + std::to_string(i);
    }
    config += ",\"id2label\":{" + ids + "},\"label2id\":{" + names + "}";
  }
  if (network.kind() == HeadKind::text && !network.architecture().empty())
    config += std::string(",\"problem_type\":\"") + (multi_label ? "multi" : "single") + "_label_classification\"";
  config += std::string(",\"torch_dtype\":\"") +
            (type == TensorType::f16    ? "float16"
             : type == TensorType::bf16 ? "bfloat16"
                                        : "float32") +
            "\"}\n";
  const auto writer = open_writer(folder + "/config.json");
  writer->write(config);
  writer->finish(true);
  save_tensors(network.tensors(), folder + "/model.safetensors", type);
}

}  // namespace klinker
