#include "klinker/nn/model_folder.h"

#include <charconv>
#include <filesystem>
#include <utility>

#include "klinker/corpus/byte_stream.h"
#include "klinker/text/table.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;

bool is_file(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// Names under which published models hold a SentencePiece model.
// In the order in which they are taken. A hub's tokenizer.json comes before the .model beside it, whose ids may be others.
constexpr const char* kTokenizers[] = {"tokenizer.json", kSentencePieceFile, "spiece.model", "tokenizer.model",
                                       "vocab.json",     "merges.txt",       "vocab.txt"};

// {"0": "a", "1": "b"} of a config.json that another program wrote.
std::vector<std::string> labels_of(const JsonObject& config) {
  std::vector<std::string> labels;
  if (!config.has("id2label")) return labels;
  const JsonObject map = config.object("id2label");
  labels.resize(map.raw().size());
  for (const auto field : map.raw()) {
    std::size_t index = labels.size();
    const char* const end = field.key.data() + field.key.size();
    std::string_view label;
    if (std::from_chars(field.key.data(), end, index).ptr != end || index >= labels.size() ||
        field.value.get(label) != simdjson::SUCCESS || label.empty() || !labels[index].empty())
      config.fail("id2label", "must map 0, 1, 2 and so on to labels");
    labels[index] = label;
  }
  return labels;
}

// What the outputs of a checkpoint from elsewhere are for.
std::string task_of(const JsonObject& config) {
  // Both fields are often null.
  std::string_view architecture, problem;
  const bool built = config.raw()["architectures"].at(0).get(architecture) == simdjson::SUCCESS;
  if (built && architecture.ends_with("ForTokenClassification")) return "token";
  const bool posed = config.raw()["problem_type"].get(problem) == simdjson::SUCCESS;
  return posed && problem == "multi_label_classification" ? "multilabel" : "text";
}

}  // namespace

ModelFolder::ModelFolder(std::string path) : path_(std::move(path)) {
  std::error_code ignored;
  if (fs::is_directory(path_, ignored)) return;
  if (!is_file(path_))
    throw Error(ErrorCode::io, path_ + ": there is no such model; give a model folder or a SentencePiece .model file");
  tokenizer_ = path_;
}

bool ModelFolder::has_weights() const {
  return tokenizer_.empty() && is_file(file("config.json")) && Checkpoint::is_in(path_);
}

std::string ModelFolder::file(const std::string& name) const { return (fs::path(path_) / name).string(); }

std::string ModelFolder::config() const { return read_file(file("config.json")); }

ModelInfo ModelFolder::info() const {
  const std::string path = file("klinker.json");
  if (is_file(path)) return ModelInfo::from_json(read_file(path), path);
  ModelInfo info;
  const JsonDocument document(config(), file("config.json"));
  info.labels = labels_of(document.root());
  info.task = task_of(document.root());
  info.licence.clear();
  return info;
}

std::vector<std::string> ModelFolder::tokenizer_files() const {
  if (!tokenizer_.empty()) return {tokenizer_};
  std::vector<std::string> files;
  for (const char* const name : kTokenizers)
    if (is_file(file(name))) files.push_back(file(name));
  if (files.empty())
    throw Error(ErrorCode::invalid_model, path_ + ": holds no tokenizer; " + std::string(kSentencePieceFile) +
                                              " is expected (klinker subword train makes one)");
  for (const char* const settings : {"tokenizer_config.json", "special_tokens_map.json"})
    if (is_file(file(settings))) files.push_back(file(settings));
  return files;
}

std::unique_ptr<SubwordModel> ModelFolder::tokenizer() const {
  const std::string first = tokenizer_files().front();
  auto model = SubwordModel::load(first);
  if (fs::path(first).extension() == ".model" && tokenizer_.empty() && numbers_pieces_anew(*model))
    throw Error(ErrorCode::unsupported,
                first +
                    ": XLM-R numbers these pieces in its own way; a tokenizer.json that says how is needed: python3 -c "
                    "'import sys, transformers as t; t.AutoTokenizer.from_pretrained(sys.argv[1]).save_pretrained("
                    "sys.argv[1])' " +
                    path_);
  return model;
}

bool ModelFolder::numbers_pieces_anew(const SubwordModel& model) const {
  if (is_file(file("tokenizer_config.json"))) {
    const JsonDocument settings(read_file(file("tokenizer_config.json")), file("tokenizer_config.json"));
    std::string_view name;
    if (settings.root().raw()["tokenizer_class"].get(name) == simdjson::SUCCESS && name.starts_with("XLMRoberta"))
      return true;
  }
  if (!is_file(file("config.json"))) return false;
  const JsonDocument document(config(), file("config.json"));
  return document.root().string("model_type", "") == "xlm-roberta" &&
         document.root().integer("vocab_size", 1, 1 << 24, 1) != static_cast<std::int64_t>(model.size());
}

void write_model_info(const std::string& folder, const ModelInfo& info) {
  const auto write = [&](const char* name, const std::string& text) {
    const auto writer = open_writer((fs::path(folder) / name).string());
    writer->write(text);
    writer->finish(true);
  };
  write("klinker.json", info.to_json());
  write("README.md", info.card());
}

}  // namespace klinker
