#include "model.h"

#include <filesystem>
#include <utility>

#include "klinker/corpus/byte_stream.h"
#include "klinker/error.h"
#include "klinker/nn/device.h"
#include "klinker/nn/encoder_bag.h"
#include "klinker/nn/network.h"
#include "klinker/nn/threads.h"
#include "klinker/text/table.h"
#include "network_batch.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;

HeadKind head_of(Task task) { return task == Task::token ? HeadKind::token : HeadKind::text; }

// What does not depend on whether the weights are trained.
Model open_folder(const ModelFolder& folder, ModelInfo info) {
  Model model;
  model.task = task_from_name(info.task);
  model.info = std::move(info);
  model.tokenizer_files = folder.tokenizer_files();
  model.tokenizer = folder.tokenizer();
  return model;
}

// An encoder's pieces and tokenizer must belong together.
void finish(Model& model, const std::string& device, const std::string& where) {
  const Encoder& encoder = model.network->encoder();
  // A larger table is usual (padded to a round number); a smaller one would be read outside its bounds.
  if (encoder.vocabulary() < static_cast<std::int64_t>(model.tokenizer->size()))
    throw Error(ErrorCode::invalid_model, where + ": the tokenizer has " + std::to_string(model.tokenizer->size()) +
                                              " pieces, config.json says " + std::to_string(encoder.vocabulary()) +
                                              "; they belong to different models");
  model.limits.max_pieces = static_cast<std::size_t>(encoder.max_pieces());
  model.limits.special_tokens = !model.network->architecture().empty();  // encoders of our own read bare texts
  model.network->to(tensor_device(device));
  model.network->eval();
}

// Whether label number `label` is given, as a choice between two; its logit and 0 give the same odds.
void keep_only(Model& model, const std::string& label, const std::string& where) {
  ModelInfo& info = model.info;
  const std::size_t place = info.index_of(label);
  if (model.task == Task::text && info.labels.size() == 2) return;  // chooses between it and another already
  if (model.task != Task::multilabel)
    throw Error(ErrorCode::wrong_value, where + ": does not give several labels, so none can be taken alone");
  model.only = place;
  model.task = Task::text;
  info.task = name(Task::text);
  info.positive = label;
  info.threshold = info.threshold_of(place);
  info.temperature = info.temperature_of(place);
  info.labels = {label, "not_" + label};
  info.thresholds.clear();
  info.temperatures.clear();
}

}  // namespace

Model Model::load(const std::string& path, const ClassifierOptions& options) {
  const TensorThreads threads(options.threads);
  const ModelFolder folder(path);
  if (!folder.has_weights())
    throw Error(ErrorCode::invalid_model, path + ": is not a complete model; config.json and model.safetensors are needed");
  ModelInfo info = folder.info();
  if (info.labels.empty() || (info.labels.size() < 2 && info.task != "multilabel"))
    throw Error(ErrorCode::invalid_model, path + ": has fewer than two labels, so it cannot classify; train it first");
  Model model = open_folder(folder, std::move(info));
  model.threads = options.threads;
  model.network = Network::load(folder, head_of(model.task), static_cast<std::int64_t>(model.info.labels.size()));
  if (!model.network->has_trained_head())
    throw Error(ErrorCode::invalid_model, folder.file("model.safetensors") +
                                              ": has no weights for the labels of a model for the task " + model.info.task +
                                              "; train it first");
  model.network->encoder().use_bf16(options.bf16);
  if (options.fastest) model.network->encoder().use_fastest();
  finish(model, options.device, path);
  if (!options.label.empty()) keep_only(model, options.label, path);
  return model;
}

Model Model::start(const ModelFolder& base, ModelInfo info, const BagConfig& fresh, const std::string& device) {
  const auto outputs = static_cast<std::int64_t>(info.labels.size());
  Model model = open_folder(base, std::move(info));
  if (fs::is_regular_file(base.file("config.json"))) {
    model.network = Network::load(base, head_of(model.task), outputs);
  } else {
    BagConfig config = fresh;
    config.vocabulary = static_cast<std::int64_t>(model.tokenizer->size());
    model.network = std::make_shared<Network>(std::make_shared<EncoderBag>(config), head_of(model.task), outputs);
  }
  finish(model, device, base.path());
  return model;
}

void Model::save(const std::string& folder, bool half) const {
  save_network(*network, info.labels, task == Task::multilabel, folder, half ? TensorType::f16 : TensorType::f32);
  for (const std::string& source : tokenizer_files) {
    const fs::path path = source;
    const std::string name = path.extension() == ".model" ? kSentencePieceFile : path.filename().string();
    const auto writer = open_writer((fs::path(folder) / name).string());
    writer->write(read_file(source));
    writer->finish(true);
  }
  write_model_info(folder, info);
}

std::vector<Rows> Model::logits(std::span<const Input> inputs) const {
  SequenceMaker maker(tokenizer, limits);
  std::vector<Sequence> sequences;
  std::vector<std::size_t> owner;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (Sequence& sequence : maker.read(task, inputs[i])) {
      sequences.push_back(std::move(sequence));
      owner.push_back(i);
    }
  const TensorThreads tensor_threads(threads);
  std::vector<Rows> rows = run_all(*network, sequences);
  if (only)
    for (Rows& each : rows) each = {{each.front()[*only], 0.0}};
  std::vector<Rows> out(inputs.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (task != Task::token) {
      out[owner[i]] = std::move(rows[i]);
      continue;
    }
    Rows& all = out[owner[i]];
    all.resize(inputs[owner[i]].words.size(), std::vector<double>(info.labels.size()));
    std::move(rows[i].begin(), rows[i].end(), all.begin() + static_cast<std::ptrdiff_t>(sequences[i].first_word));
  }
  return out;
}

}  // namespace klinker
