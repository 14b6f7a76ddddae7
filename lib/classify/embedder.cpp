#include "klinker/classify/embedder.h"

#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "embedding_settings.h"
#include "klinker/error.h"
#include "klinker/nn/device.h"
#include "klinker/nn/encoder_transformer.h"
#include "klinker/nn/model_folder.h"
#include "klinker/nn/network.h"
#include "klinker/nn/threads.h"
#include "klinker/tokenize/subword_model.h"
#include "nn/batching.h"
#include "readable_part.h"

namespace klinker {

struct Embedder::Impl {
  std::shared_ptr<const SubwordModel> tokenizer;
  std::shared_ptr<Encoder> encoder;
  bool by_piece = true;  // false: the encoder has no vectors of pieces, only of texts
  Pooling pooling = Pooling::mean;
  bool normalize = false;
  std::string prefix;
  std::size_t max_pieces = 0;
  unsigned threads = 1;

  std::vector<SubwordEncoding> encode(std::span<const std::string_view> texts) const {
    SubwordEncoder pieces(tokenizer);
    std::vector<SubwordEncoding> out(texts.size());
    const SubwordOptions options{.special_tokens = by_piece, .max_pieces = max_pieces};
    for (std::size_t i = 0; i < texts.size(); ++i)
      pieces.encode(prefix + std::string(readable_part(texts[i])), options, out[i]);
    return out;
  }

  // [texts, size]
  torch::Tensor pool(const PieceBatch& batch) const {
    if (!by_piece) return encoder->pooled(batch);
    const torch::Tensor states = encoder->states(batch);
    std::vector<torch::Tensor> rows;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const torch::Tensor text = states.narrow(0, batch.offsets[i], batch.offsets[i + 1] - batch.offsets[i]);
      rows.push_back(pooling == Pooling::mean ? text.mean(0) : pooling == Pooling::cls ? text[0] : std::get<0>(text.max(0)));
    }
    return torch::stack(rows);
  }

  void embed(const std::vector<SubwordEncoding>& texts, std::span<const std::size_t> which,
             std::vector<std::vector<float>>& out) const {
    PieceBatch batch;
    std::vector<std::size_t> read;  // a text without a piece keeps its zeros
    for (const std::size_t i : which)
      if (texts[i].size() > 0) {
        batch.add(texts[i].ids, texts[i].type_ids);
        read.push_back(i);
      }
    if (read.empty()) return;
    torch::Tensor rows = pool(batch);
    if (normalize) rows = torch::nn::functional::normalize(rows);
    rows = rows.to(torch::kCPU, torch::kFloat32).contiguous();
    const float* row = rows.data_ptr<float>();
    for (const std::size_t i : read) {
      out[i].assign(row, row + rows.size(1));
      row += rows.size(1);
    }
  }
};

Embedder::Embedder(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Embedder::~Embedder() = default;
Embedder::Embedder(Embedder&&) noexcept = default;
Embedder& Embedder::operator=(Embedder&&) noexcept = default;

Embedder Embedder::load(const std::string& path, const EmbedderOptions& options) {
  const TensorThreads threads(options.threads);
  const ModelFolder folder(path);
  if (!folder.has_weights())
    throw Error(ErrorCode::invalid_model, path + ": is not a complete model; config.json and model.safetensors are needed");
  const EmbeddingSettings settings = EmbeddingSettings::read(path);
  auto impl = std::make_unique<Impl>();
  impl->tokenizer = folder.tokenizer();
  impl->encoder = load_encoder(folder);
  if (impl->encoder->vocabulary() < static_cast<std::int64_t>(impl->tokenizer->size()))
    throw Error(ErrorCode::invalid_model, path + ": the tokenizer has " + std::to_string(impl->tokenizer->size()) +
                                              " pieces, config.json says " + std::to_string(impl->encoder->vocabulary()) +
                                              "; they belong to different models");
  impl->encoder->to(tensor_device(options.device));
  impl->encoder->eval();
  impl->by_piece = dynamic_cast<const EncoderTransformer*>(impl->encoder.get()) != nullptr;
  if (!impl->by_piece && options.pooling)
    throw Error(ErrorCode::unsupported, path + ": this kind of encoder has one vector for a text; leave the pooling out");
  impl->pooling = options.pooling.value_or(settings.pooling.value_or(Pooling::mean));
  impl->normalize = options.normalize.value_or(settings.normalize);
  impl->prefix = options.prefix.value_or(settings.prefix);
  const std::int64_t most = impl->encoder->max_pieces();
  impl->max_pieces = static_cast<std::size_t>(settings.max_pieces > 0 ? std::min(settings.max_pieces, most) : most);
  impl->threads = options.threads;
  return Embedder(std::move(impl));
}

std::size_t Embedder::size() const { return static_cast<std::size_t>(impl_->encoder->hidden_size()); }
std::size_t Embedder::max_pieces() const { return impl_->max_pieces; }

std::vector<std::vector<float>> Embedder::embed(std::span<const std::string_view> texts) const {
  const TensorThreads threads(impl_->threads);
  const std::vector<SubwordEncoding> pieces = impl_->encode(texts);
  std::vector<std::vector<float>> out(texts.size(), std::vector<float>(size()));
  std::vector<std::size_t> lengths;
  for (const SubwordEncoding& text : pieces) lengths.push_back(text.size());
  for_each_batch(lengths, {}, [&](std::span<const std::size_t> which) { impl_->embed(pieces, which, out); });
  return out;
}

}  // namespace klinker
