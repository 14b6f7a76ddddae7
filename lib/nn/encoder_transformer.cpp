#include "klinker/nn/encoder_transformer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "activation.h"
#include "kernel_transformer.h"
#include "klinker/error.h"

namespace klinker {
namespace {

// Published checkpoints start from this too. Source: Devlin et al. 2019.
constexpr double kDeviation = 0.02;

torch::Tensor to_device(std::vector<std::int64_t>& values, torch::Device device) {
  return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, torch::kInt64).clone().to(device);
}

void check_no_empty_text(const PieceBatch& batch) {
  for (std::size_t text = 0; text < batch.size(); ++text)
    if (batch.offsets[text] == batch.offsets[text + 1])
      throw Error(ErrorCode::wrong_value, "a text without a piece has no vector; put the special tokens around it");
}

}  // namespace

// The texts of a batch from the shortest to the longest, those of one length together.
struct EncoderTransformer::Groups {
  struct Group {
    std::int64_t first, texts, length;  // its first piece, how many texts, and how long they are
  };
  std::vector<std::size_t> order;  // texts
  std::vector<Group> groups;
  bool sorted = true;  // the order is that of the batch

  explicit Groups(const PieceBatch& batch) : order(batch.size()) {
    const auto length = [&](std::size_t text) { return batch.offsets[text + 1] - batch.offsets[text]; };
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return length(a) < length(b); });
    std::int64_t place = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      sorted = sorted && order[i] == i;
      if (length(order[i]) == 0) continue;
      if (groups.empty() || groups.back().length != length(order[i])) groups.push_back({place, 0, length(order[i])});
      ++groups.back().texts;
      place += length(order[i]);
    }
  }

  // One value for each piece in the order of the groups.
  template <typename Value>
  std::vector<std::int64_t> arrange(const PieceBatch& batch, Value value) const {
    std::vector<std::int64_t> out;
    out.reserve(batch.ids.size());
    for (const std::size_t text : order)
      for (std::int64_t i = batch.offsets[text]; i < batch.offsets[text + 1]; ++i) out.push_back(value(text, i));
    return out;
  }

  // Where each piece of the batch lies in the order of the groups.
  std::vector<std::int64_t> places(const PieceBatch& batch) const {
    std::vector<std::int64_t> out(batch.ids.size());
    std::int64_t place = 0;
    for (const std::size_t text : order)
      for (std::int64_t i = batch.offsets[text]; i < batch.offsets[text + 1]; ++i)
        out[static_cast<std::size_t>(i)] = place++;
    return out;
  }
};

// The weights for the kernels, and of which tensors in which state they were made.
struct EncoderTransformer::Packed {
  struct Source {
    torch::Tensor tensor;  // kept: the tables are not copied
    const void* data;
    std::uint32_t version;
    bool operator==(const Source& other) const { return data == other.data && version == other.version; }
  };
  kernels::Precision precision;
  std::vector<Source> sources;
  kernels::Transformer transformer;
};

EncoderTransformer::EncoderTransformer(const TransformerConfig& config) : config_(config) {
  const auto table = [&](const char* name, std::int64_t rows) {
    return register_parameter(name, torch::randn({rows, config.embedding}) * kDeviation);
  };
  pieces_ = table("pieces", config.vocabulary);
  positions_ = table("positions", config.positions);
  if (config.types > 0) types_ = table("types", config.types);
  embedding_norm_ = make_norm("embedding_norm", config.embedding);
  if (config.embedding != config.hidden) projection_ = make_linear("projection", config.embedding, config.hidden);
  for (std::int64_t i = 0; i < config.layers; ++i) {
    const std::string name = "layer_" + std::to_string(i) + "_";
    layers_.push_back({.qkv = make_linear(name + "qkv", config.hidden, 3 * config.hidden),
                       .attention_output = make_linear(name + "attention_output", config.hidden, config.hidden),
                       .intermediate = make_linear(name + "intermediate", config.hidden, config.intermediate),
                       .output = make_linear(name + "output", config.intermediate, config.hidden),
                       .attention_norm = make_norm(name + "attention_norm", config.hidden),
                       .output_norm = make_norm(name + "output_norm", config.hidden)});
  }
  if (config.family == TransformerConfig::Family::bert) pooler_ = make_linear("pooler", config.hidden, config.hidden);
}

EncoderTransformer::Linear EncoderTransformer::make_linear(const std::string& name, std::int64_t inputs,
                                                           std::int64_t outputs) {
  return {register_parameter(name + "_weight", torch::randn({outputs, inputs}) * kDeviation),
          register_parameter(name + "_bias", torch::zeros({outputs}))};
}

EncoderTransformer::LayerNorm EncoderTransformer::make_norm(const std::string& name, std::int64_t size) {
  return {register_parameter(name + "_weight", torch::ones({size})),
          register_parameter(name + "_bias", torch::zeros({size}))};
}

std::vector<PublishedTensor> EncoderTransformer::tensors() const {
  const bool distil = config_.family == TransformerConfig::Family::distilbert;
  std::vector<PublishedTensor> out;
  const auto add = [&](const Linear& tensors, std::vector<std::string> names, bool required = true) {
    std::vector<std::string> biases = names;
    for (std::string& name : names) name += ".weight";
    for (std::string& name : biases) name += ".bias";
    out.push_back({std::move(names), tensors.weight, required});
    out.push_back({std::move(biases), tensors.bias, required});
  };
  const auto add_norm = [&](const LayerNorm& tensors, const std::string& name) {
    add({tensors.weight, tensors.bias}, {name});
  };
  out.push_back({{"embeddings.word_embeddings.weight"}, pieces_});
  out.push_back({{"embeddings.position_embeddings.weight"}, positions_});
  if (types_.defined()) out.push_back({{"embeddings.token_type_embeddings.weight"}, types_});
  add_norm(embedding_norm_, "embeddings.LayerNorm");
  if (projection_.weight.defined()) add(projection_, {"embeddings_project"});
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const std::string name = (distil ? "transformer.layer." : "encoder.layer.") + std::to_string(i) + ".";
    const std::string attention = name + (distil ? "attention." : "attention.self.");
    if (distil) add(layer.qkv, {attention + "q_lin", attention + "k_lin", attention + "v_lin"});
    else add(layer.qkv, {attention + "query", attention + "key", attention + "value"});
    add(layer.attention_output, {name + (distil ? "attention.out_lin" : "attention.output.dense")});
    add_norm(layer.attention_norm, name + (distil ? "sa_layer_norm" : "attention.output.LayerNorm"));
    add(layer.intermediate, {name + (distil ? "ffn.lin1" : "intermediate.dense")});
    add(layer.output, {name + (distil ? "ffn.lin2" : "output.dense")});
    add_norm(layer.output_norm, name + (distil ? "output_layer_norm" : "output.LayerNorm"));
  }
  if (pooler_.weight.defined()) add(pooler_, {"pooler.dense"}, false);
  return out;
}

torch::Tensor EncoderTransformer::linear(const torch::Tensor& x, const Linear& weights) const {
  if (!bf16_) return torch::linear(x, weights.weight, weights.bias);
  return torch::linear(x.to(torch::kBFloat16), weights.weight.to(torch::kBFloat16), weights.bias.to(torch::kBFloat16));
}

torch::Tensor EncoderTransformer::norm(const torch::Tensor& x, const LayerNorm& weights) const {
  return torch::layer_norm(x, {x.size(-1)}, weights.weight, weights.bias, config_.epsilon);
}

void EncoderTransformer::check_lengths(const PieceBatch& batch) const {
  for (std::size_t text = 0; text < batch.size(); ++text)
    if (const std::int64_t length = batch.offsets[text + 1] - batch.offsets[text]; length > config_.max_pieces())
      throw Error(ErrorCode::wrong_value, "a text of " + std::to_string(length) + " pieces is longer than the " +
                                              std::to_string(config_.max_pieces()) + " that the encoder reads; cut it");
}

torch::Tensor EncoderTransformer::embed(const PieceBatch& batch, const Groups& groups) {
  check_lengths(batch);
  const auto device = pieces_.device();
  const auto rows = [&](const torch::Tensor& table, std::vector<std::int64_t> indices) {
    return torch::embedding(table, to_device(indices, device));
  };
  torch::Tensor x = rows(
      pieces_, groups.arrange(batch, [&](std::size_t, std::int64_t i) { return batch.ids[static_cast<std::size_t>(i)]; }));
  if (types_.defined()) {
    if (batch.types.empty()) x = x + types_[0];
    else
      x = x + rows(types_, groups.arrange(batch, [&](std::size_t, std::int64_t i) {
            return std::min(batch.types[static_cast<std::size_t>(i)], config_.types - 1);
          }));
  }
  std::vector<std::int64_t> places;
  std::int64_t seen = 0;
  places = groups.arrange(batch, [&](std::size_t text, std::int64_t i) {
    if (i == batch.offsets[text]) seen = 0;
    if (!config_.counts_from_pad()) return i - batch.offsets[text];
    return batch.ids[static_cast<std::size_t>(i)] == config_.pad ? config_.pad : config_.pad + ++seen;
  });
  x = norm(x + rows(positions_, std::move(places)), embedding_norm_);
  x = torch::dropout(x, config_.dropout, is_training());
  return projection_.weight.defined() ? linear(x, projection_).to(torch::kFloat32) : x;
}

torch::Tensor EncoderTransformer::attend(const torch::Tensor& qkv, const Groups& groups) {
  const std::int64_t heads = config_.heads, size = config_.hidden / heads;
  std::vector<torch::Tensor> out;
  for (const auto& [first, texts, length] : groups.groups) {
    // [3, texts * heads, length, size]
    const torch::Tensor group = qkv.narrow(0, first, texts * length)
                                    .view({texts, length, 3, heads, size})
                                    .permute({2, 0, 3, 1, 4})
                                    .reshape({3, texts * heads, length, size});
    torch::Tensor scores = torch::bmm(group[0] * (1.0 / std::sqrt(static_cast<double>(size))), group[1].transpose(1, 2));
    scores = torch::dropout(torch::softmax(scores, -1), config_.attention_dropout, is_training());
    out.push_back(torch::bmm(scores, group[2])
                      .view({texts, heads, length, size})
                      .permute({0, 2, 1, 3})
                      .reshape({texts * length, config_.hidden}));
  }
  return out.size() == 1 ? out.front() : torch::cat(out);
}

torch::Tensor EncoderTransformer::layer(const torch::Tensor& x, const Layer& weights, const Groups& groups) {
  const auto drop = [&](const torch::Tensor& y) { return torch::dropout(y, config_.dropout, is_training()); };
  const torch::Tensor attended = linear(attend(linear(x, weights.qkv), groups), weights.attention_output);
  const torch::Tensor middle = norm(x + drop(attended), weights.attention_norm);
  const torch::Tensor inner = activate(linear(middle, weights.intermediate), config_.activation);
  return norm(middle + drop(linear(inner, weights.output)), weights.output_norm);
}

std::vector<torch::Tensor> EncoderTransformer::all_states(const PieceBatch& batch) {
  const Groups groups(batch);
  std::vector<torch::Tensor> out = {embed(batch, groups)};
  if (groups.groups.empty()) return std::vector<torch::Tensor>(layers_.size() + 1, out.front());
  for (const Layer& weights : layers_) out.push_back(layer(out.back(), weights, groups));
  if (!groups.sorted) {
    auto places = groups.places(batch);
    const torch::Tensor index = to_device(places, out.front().device());
    for (torch::Tensor& states : out) states = states.index_select(0, index);
  }
  return out;
}

void EncoderTransformer::use_fastest() {
  int8_ = kernels::best_short(kernels::Precision::int8) != nullptr;
  bf16_ = !int8_ && kernels::best_short(kernels::Precision::bf16) != nullptr;
}

void EncoderTransformer::use_int8(bool on) {
  if (on && kernels::best_short(kernels::Precision::int8) == nullptr)
    throw Error(ErrorCode::unsupported, "this processor has no instructions for int8 (AVX-512 VNNI); use f32");
  int8_ = on;
}

bool EncoderTransformer::has_kernels() const {
  return !torch::GradMode::is_enabled() && !is_training() && pieces_.device().is_cpu() &&
         pieces_.scalar_type() == torch::kFloat32 &&
         (!bf16_ || int8_ || kernels::best_short(kernels::Precision::bf16) != nullptr);
}

std::shared_ptr<const EncoderTransformer::Packed> EncoderTransformer::packed() {
  using kernels::Precision;
  const Precision precision = int8_ ? Precision::int8 : bf16_ ? Precision::bf16 : Precision::f32;
  std::vector<Packed::Source> sources;
  for (const torch::Tensor& tensor : parameters(false))
    sources.push_back(
        {tensor, tensor.data_ptr(), tensor.is_inference() ? 0 : static_cast<std::uint32_t>(tensor._version())});
  const std::lock_guard lock(packing_);
  if (packed_ != nullptr && packed_->precision == precision && packed_->sources == sources) return packed_;
  packed_ = nullptr;
  const auto values = [](const torch::Tensor& tensor) { return tensor.defined() ? tensor.data_ptr<float>() : nullptr; };
  const auto both = [&](const auto& from) {
    return kernels::Transformer::LinearWeights{values(from.weight), values(from.bias)};
  };
  kernels::Transformer::Weights weights = {.pieces = values(pieces_),
                                           .positions = values(positions_),
                                           .types = values(types_),
                                           .embedding_norm = both(embedding_norm_),
                                           .projection = both(projection_),
                                           .layers = {}};
  for (const Layer& from : layers_)
    weights.layers.push_back({both(from.qkv), both(from.attention_output), both(from.attention_norm),
                              both(from.intermediate), both(from.output), both(from.output_norm)});
  packed_ = std::make_shared<const Packed>(Packed{precision, std::move(sources), {config_, weights, precision}});
  return packed_;
}

torch::Tensor EncoderTransformer::infer(const PieceBatch& batch, bool firsts) {
  check_lengths(batch);
  const auto weights = packed();
  const auto rows = static_cast<std::int64_t>(firsts ? batch.size() : batch.ids.size());
  const torch::Tensor out = torch::empty({rows, config_.hidden});
  weights->transformer.states({batch.ids, batch.types, batch.offsets}, firsts, at::get_num_threads(), out.data_ptr<float>());
  return out;
}

torch::Tensor EncoderTransformer::states(const PieceBatch& batch) {
  if (has_kernels()) return infer(batch, false);
  const Groups groups(batch);
  torch::Tensor x = embed(batch, groups);
  if (groups.groups.empty()) return x;
  for (const Layer& weights : layers_) x = layer(x, weights, groups);
  if (groups.sorted) return x;
  auto places = groups.places(batch);
  return x.index_select(0, to_device(places, x.device()));
}

torch::Tensor EncoderTransformer::pooled(const PieceBatch& batch) {
  check_no_empty_text(batch);
  return has_kernels() ? pool_first(infer(batch, true)) : pool(states(batch), batch);
}

torch::Tensor EncoderTransformer::pool(const torch::Tensor& states, const PieceBatch& batch) const {
  check_no_empty_text(batch);
  std::vector<std::int64_t> firsts(batch.offsets.begin(), batch.offsets.end() - 1);
  return pool_first(states.index_select(0, to_device(firsts, states.device())));
}

torch::Tensor EncoderTransformer::pool_first(const torch::Tensor& x) const {
  return has_pooler() ? torch::tanh(torch::linear(x, pooler_.weight, pooler_.bias)) : x;
}

}  // namespace klinker
