#include "klinker/classify/text_classifier.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"
#include "klinker/nn/device.h"
#include "klinker/nn/model_folder.h"
#include "klinker/nn/tensors.h"
#include "klinker/nn/threads.h"
#include "klinker/text/table.h"
#include "readable_part.h"
#include "text_module.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;

void write_file(const std::string& path, const std::string& bytes) {
  const auto writer = open_writer(path);
  writer->write(bytes);
  writer->finish(true);
}

// The members that other programs expect in config.json.
std::string config_json(Encoder& encoder, const std::vector<std::string>& labels, bool half) {
  std::string ids, names;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::string comma = i > 0 ? "," : "";
    const std::string label = json_string(labels[i]);
    ids += comma + "\"" + std::to_string(i) + "\":" + label;
    names += comma + label + ":" + std::to_string(i);
  }
  return "{" + encoder.config() + ",\"id2label\":{" + ids + "},\"label2id\":{" + names + "},\"torch_dtype\":\"" +
         (half ? "float16" : "float32") + "\"}\n";
}

}  // namespace

TextModule::TextModule(std::shared_ptr<Encoder> encoder, std::size_t labels) : encoder_(std::move(encoder)) {
  register_module(encoder_->prefix(), encoder_);
  classifier_ = register_module("classifier", torch::nn::Linear(encoder_->hidden_size(), static_cast<std::int64_t>(labels)));
}

torch::Tensor TextModule::forward(const PieceBatch& batch) { return classifier_->forward(encoder_->pooled(batch)); }

std::vector<int> encode_text(const SubwordModel& tokenizer, std::string_view text, std::int64_t max_pieces) {
  std::vector<int> pieces = tokenizer.encode(readable_part(text));
  if (pieces.size() > static_cast<std::size_t>(max_pieces)) pieces.resize(static_cast<std::size_t>(max_pieces));
  return pieces;
}

void require_same_vocabulary(const Encoder& encoder, const SubwordModel& tokenizer, const std::string& where) {
  // A larger table is usual (padded to a round number); a smaller one would be read outside its bounds.
  if (encoder.vocabulary() < static_cast<std::int64_t>(tokenizer.size()))
    throw Error(ErrorCode::invalid_model, where + ": the tokenizer has " + std::to_string(tokenizer.size()) +
                                              " pieces, config.json says " + std::to_string(encoder.vocabulary()) +
                                              "; they belong to different models");
}

std::vector<std::vector<double>> probabilities(const torch::Tensor& logits, double temperature) {
  const torch::Tensor rows = torch::softmax(logits.detach().to(torch::kCPU, torch::kFloat64) / temperature, 1).contiguous();
  const double* const values = rows.data_ptr<double>();
  const auto width = static_cast<std::size_t>(rows.size(1));
  std::vector<std::vector<double>> out;
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows.size(0)); ++i)
    out.emplace_back(values + i * width, values + (i + 1) * width);
  return out;
}

TextClassifier::TextClassifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TextClassifier::~TextClassifier() = default;
TextClassifier::TextClassifier(TextClassifier&&) noexcept = default;
TextClassifier& TextClassifier::operator=(TextClassifier&&) noexcept = default;

const ModelInfo& TextClassifier::info() const { return impl_->info; }

TextClassifier TextClassifier::load(const std::string& path, const ClassifierOptions& options) {
  const TensorThreads threads(options.threads);
  const ModelFolder folder(path);
  if (!folder.has_weights())
    throw Error(ErrorCode::invalid_model, path + ": is not a complete model; config.json and model.safetensors are needed");
  auto impl = std::make_unique<Impl>();
  impl->info = folder.info();
  if (impl->info.task != "text")
    throw Error(ErrorCode::unsupported, path + ": is a model for the task " + impl->info.task + ", not for classifying texts");
  if (impl->info.labels.size() < 2)
    throw Error(ErrorCode::invalid_model, path + ": has fewer than two labels, so it cannot classify; train it first");
  impl->tokenizer_files = folder.tokenizer_files();
  impl->tokenizer = folder.tokenizer();
  impl->threads = options.threads;
  const auto encoder = make_encoder(folder.config(), folder.file("config.json"));
  require_same_vocabulary(*encoder, *impl->tokenizer, path);
  impl->module = std::make_shared<TextModule>(encoder, impl->info.labels.size());
  load_tensors(tensors_of(*impl->module), folder.weights());
  impl->module->to(tensor_device(options.device));
  impl->module->eval();
  return TextClassifier(std::move(impl));
}

std::vector<Prediction> TextClassifier::predict(std::span<const std::string_view> texts) const {
  std::vector<Prediction> out;
  if (texts.empty()) return out;
  const torch::NoGradGuard no_gradients;
  const TensorThreads threads(impl_->threads);
  PieceBatch batch;
  for (const std::string_view text : texts)
    batch.add(encode_text(*impl_->tokenizer, text, impl_->module->encoder().max_pieces()));
  for (auto& scores : probabilities(impl_->module->forward(batch), impl_->info.temperature)) {
    const std::size_t label = answer(impl_->info, scores);
    out.push_back({impl_->info.labels[label], std::move(scores)});
  }
  return out;
}

void TextClassifier::save(const std::string& folder, bool half) const {
  std::error_code error;
  if (!fs::create_directory(folder, error))
    throw Error(ErrorCode::io, folder + ": " + (error ? error.message() : std::string("exists already; choose another name")));
  const auto file = [&](const std::string& name) { return (fs::path(folder) / name).string(); };
  write_file(file("config.json"), config_json(impl_->module->encoder(), impl_->info.labels, half));
  save_tensors(tensors_of(*impl_->module), file("model.safetensors"), half ? TensorType::f16 : TensorType::f32);
  for (const std::string& source : impl_->tokenizer_files) {
    const fs::path path = source;
    write_file(file(path.extension() == ".model" ? kSentencePieceFile : path.filename().string()), read_file(source));
  }
  write_model_info(folder, impl_->info);
}

std::size_t answer(const ModelInfo& info, const std::vector<double>& scores) {
  std::size_t positive = scores.size();
  if (!info.positive.empty()) {
    positive = info.index_of(info.positive);
    if (scores[positive] >= info.threshold) return positive;
  }
  std::size_t best = positive == 0 ? 1 : 0;
  for (std::size_t i = best + 1; i < scores.size(); ++i)
    if (i != positive && scores[i] > scores[best]) best = i;
  return best;
}

}  // namespace klinker
