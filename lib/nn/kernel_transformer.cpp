#include "kernel_transformer.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <string>

#include "klinker/error.h"

namespace klinker::kernels {
namespace {

using Index = std::ptrdiff_t;

constexpr Index kChunk =
    512;  // pieces that go through all layers together: products need many, the cache has no room for more
constexpr Index kBlock = 126;  // of those, through the second half of a layer; whole tiles of all kernels
constexpr Index kFew = 64;     // pieces for each thread, below which products are shared and not texts

struct Workspace {
  Workspace(Index count, Index size) : values(count * stride_of(size)), rows{values.data(), stride_of(size), count} {}
  Buffer<float> values;
  Rows rows;
};

}  // namespace

// Texts that one run takes.
struct Transformer::Chunk {
  Texts texts;
  Index first, last;  // texts
  bool firsts;
  int threads;

  Index begin(Index text) const {
    return static_cast<Index>(texts.offsets[static_cast<std::size_t>(text)] -
                              texts.offsets[static_cast<std::size_t>(first)]);
  }
  Index length(Index text) const { return begin(text + 1) - begin(text); }
  Index pieces() const { return begin(last); }
};

Transformer::Norm Transformer::copy(const LinearWeights& weights, std::int64_t size) {
  return {{weights.weight, weights.weight + size}, {weights.bias, weights.bias + size}};
}

Transformer::Transformer(const TransformerConfig& config, const Weights& weights, Precision precision)
    : config_(config),
      pieces_(weights.pieces),
      positions_(weights.positions),
      types_(weights.types),
      embedding_norm_(copy(weights.embedding_norm, config.embedding)) {
  const auto linear = [&](const LinearWeights& from, std::int64_t inputs, std::int64_t outputs) {
    return Linear(from.weight, from.bias, outputs, inputs, precision);
  };
  if (weights.projection.weight != nullptr)
    projection_.push_back(linear(weights.projection, config.embedding, config.hidden));
  for (const LayerWeights& layer : weights.layers)
    layers_.push_back({.qkv = linear(layer.qkv, config.hidden, 3 * config.hidden),
                       .attention_output = linear(layer.attention_output, config.hidden, config.hidden),
                       .intermediate = linear(layer.intermediate, config.hidden, config.intermediate),
                       .output = linear(layer.output, config.intermediate, config.hidden),
                       .attention_norm = copy(layer.attention_norm, config.hidden),
                       .output_norm = copy(layer.output_norm, config.hidden)});
}

void Transformer::check(const Texts& texts) const {
  const auto within = [](std::span<const std::int64_t> values, std::int64_t end, const char* what) {
    for (const std::int64_t value : values)
      if (value < 0 || value >= end)
        throw Error(ErrorCode::wrong_value, "there is no " + std::string(what) + " " + std::to_string(value) +
                                                ": the model has " + std::to_string(end));
  };
  within(texts.ids, config_.vocabulary, "piece");
  within(texts.types, std::numeric_limits<std::int64_t>::max(), "type");
}

void Transformer::states(const Texts& texts, bool firsts, int threads, float* out) const {
  check(texts);
  const auto total = static_cast<Index>(texts.ids.size());
  const auto count = static_cast<Index>(texts.offsets.size()) - 1;
  const Index most = total < kFew * threads ? total : std::min(kChunk, (total + threads - 1) / threads);
  std::vector<Chunk> chunks;
  for (Index text = 0; text < count; ++text) {
    if (chunks.empty() || chunks.back().pieces() + texts.offsets[static_cast<std::size_t>(text) + 1] -
                                  texts.offsets[static_cast<std::size_t>(text)] >
                              most)
      chunks.push_back({texts, text, text, firsts, 1});
    chunks.back().last = text + 1;
  }
  const auto place = [&](const Chunk& chunk) {
    return out + config_.hidden * (firsts ? chunk.first : texts.offsets[static_cast<std::size_t>(chunk.first)]);
  };
  if (threads <= 1 || chunks.size() <= 1) {
    for (Chunk& chunk : chunks) {
      chunk.threads = threads;
      run(chunk, place(chunk));
    }
    return;
  }
  std::exception_ptr error;  // none may leave a parallel region
#pragma omp parallel for num_threads(threads) schedule(dynamic)
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    try {
      run(chunks[i], place(chunks[i]));
    } catch (...) {
#pragma omp critical
      error = std::current_exception();
    }
  }
  if (error) std::rethrow_exception(error);
}

void Transformer::run(const Chunk& chunk, float* out) const {
  const Index pieces = chunk.pieces();
  if (pieces == 0) return;
  const Workspace states(pieces, config_.hidden), qkv(pieces, 3 * config_.hidden), attended(pieces, config_.hidden);
  Rows rows = states.rows;
  if (projection_.empty()) embed(chunk, rows);
  else {
    const Workspace embeddings(pieces, config_.embedding);
    embed(chunk, embeddings.rows);
    projection_.front().apply(embeddings.rows, rows, {}, chunk.threads);
  }
  for (const Layer& layer : layers_) {
    layer.qkv.apply(rows, qkv.rows, {}, chunk.threads);
    // Of the last layer only those states are worked out that are asked for.
    const bool firsts = chunk.firsts && &layer == &layers_.back();
    attend(chunk, qkv.rows, attended.rows, firsts ? 1 : pieces);
    if (firsts) {
      rows.count = 0;
      for (Index text = chunk.first; text < chunk.last; ++text, ++rows.count)
        std::copy_n(rows.values + chunk.begin(text) * rows.stride, config_.hidden, rows.values + rows.count * rows.stride);
    }
    finish(layer, attended.rows, rows, chunk.threads);
  }
  for (Index row = 0; row < rows.count; ++row)
    std::copy_n(rows.values + row * rows.stride, config_.hidden, out + row * config_.hidden);
}

void Transformer::embed(const Chunk& chunk, const Rows& rows) const {
  const auto size = static_cast<Index>(config_.embedding);
  for (Index text = chunk.first; text < chunk.last; ++text) {
    const std::int64_t start = chunk.texts.offsets[static_cast<std::size_t>(text)];
    std::int64_t seen = 0;
    for (Index i = 0; i < chunk.length(text); ++i) {
      const auto piece = static_cast<std::size_t>(start + i);
      const std::int64_t id = chunk.texts.ids[piece];
      const std::int64_t position = !config_.counts_from_pad() ? i : id == config_.pad ? id : config_.pad + ++seen;
      const std::int64_t type = chunk.texts.types.empty() ? 0 : std::min(chunk.texts.types[piece], config_.types - 1);
      float* const to = rows.values + (chunk.begin(text) + i) * rows.stride;
      const float* const a = pieces_ + id * size;
      const float* const b = positions_ + position * size;
      for (Index j = 0; j < size; ++j) to[j] = a[j] + b[j];
      if (types_ != nullptr)
        for (Index j = 0; j < size; ++j) to[j] += types_[type * size + j];
    }
  }
  normalize(rows, embedding_norm_);
}

void Transformer::attend(const Chunk& chunk, const Rows& qkv, const Rows& out, Index most_queries) const {
  const auto heads = static_cast<Index>(config_.heads), size = static_cast<Index>(config_.hidden) / heads;
  Index longest = 0;
  for (Index text = chunk.first; text < chunk.last; ++text) longest = std::max(longest, chunk.length(text));
  // Heads can only be shared where none writes into the places of another, and are where that is worth it.
  const int threads = longest >= kFew && size % best().columns == 0 ? chunk.threads : 1;
  const Index scratch_size = attention_scratch(longest, size);
  Buffer<float> scratch(threads * scratch_size);
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (int part = 0; part < threads; ++part) {
    Index row = 0;
    for (Index text = chunk.first; text < chunk.last; ++text) {
      const Index length = chunk.length(text), queries = std::min(length, most_queries);
      if (length == 0) continue;
      best().attention({.qkv = qkv.values + chunk.begin(text) * qkv.stride,
                        .qkv_stride = qkv.stride,
                        .length = length,
                        .queries = queries,
                        .heads = heads,
                        .first_head = heads * part / threads,
                        .last_head = heads * (part + 1) / threads,
                        .size = size,
                        .out = out.values + row * out.stride,
                        .out_stride = out.stride,
                        .scratch = scratch.data() + part * scratch_size});
      row += queries;
    }
  }
}

// The second half of a layer, block by block, so that what lies between its products stays in the cache.
void Transformer::finish(const Layer& layer, const Rows& attended, const Rows& rows, int threads) const {
  const Workspace middle(std::min(rows.count, kBlock), config_.hidden),
      inner(std::min(rows.count, kBlock), config_.intermediate);
  for (Index row = 0; row < rows.count; row += kBlock) {
    const Index count = std::min(kBlock, rows.count - row);
    const Rows block = rows.from(row, count), half = middle.rows.from(0, count), wide = inner.rows.from(0, count);
    layer.attention_output.apply(attended.from(row, count), half, {.residual = block.values}, threads);
    normalize(half, layer.attention_norm);
    layer.intermediate.apply(half, wide, {.activation = &config_.activation}, threads);
    layer.output.apply(wide, block, {.residual = half.values}, threads);
    normalize(block, layer.output_norm);
  }
}

void Transformer::normalize(const Rows& rows, const Norm& norm) const {
  best().normalize(rows.values, rows.stride, rows.count, static_cast<Index>(norm.weight.size()), norm.weight.data(),
                   norm.bias.data(), static_cast<float>(config_.epsilon));
}

}  // namespace klinker::kernels
