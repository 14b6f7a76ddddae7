#include "embedding_settings.h"

#include <algorithm>
#include <filesystem>

#include "klinker/error.h"
#include "klinker/text/table.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostPieces = 1 << 20;

bool given(const JsonObject& object, std::string_view key) { return object.has(key) && !object.raw()[key].is_null(); }

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::unsupported, where + ": " + what + " is not supported by this version");
}

// "sentence_transformers.models.Pooling" -> "Pooling"
std::string last_name(const std::string& type) { return type.substr(type.rfind('.') + 1); }

// A folder in the model's folder.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find_first_of("/\\") == name.npos;
}

}  // namespace

Pooling pooling_of(std::string_view name, const std::string& where) {
  if (name == "mean") return Pooling::mean;
  if (name == "cls") return Pooling::cls;
  if (name == "max") return Pooling::max;
  refuse(where, "the pooling " + std::string(name));
}

EmbeddingSettings EmbeddingSettings::read(const std::string& folder) {
  EmbeddingSettings out;
  const auto take = [&](const std::string& name, const auto& use) {
    const std::string path = (fs::path(folder) / name).string();
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) use(read_file(path), path);
  };
  std::string pooling = "1_Pooling";  // where it lies for want of modules.json
  take("modules.json", [&](const std::string& json, const std::string& where) { pooling = out.read_modules(json, where); });
  if (!pooling.empty())
    take(pooling + "/config.json",
         [&](const std::string& json, const std::string& where) { out.read_pooling(json, where); });
  take("sentence_bert_config.json",
       [&](const std::string& json, const std::string& where) { out.read_length(json, where); });
  take("tokenizer_config.json", [&](const std::string& json, const std::string& where) { out.read_tokenizer(json, where); });
  take("config_sentence_transformers.json",
       [&](const std::string& json, const std::string& where) { out.read_prompts(json, where); });
  return out;
}

std::string EmbeddingSettings::read_modules(const std::string& json, const std::string& where) {
  // The file is an array.
  const JsonDocument document("{\"modules\":" + json + "}", where);
  std::string folder;
  for (const JsonObject& module : document.root().objects("modules")) {
    const std::string type = last_name(module.string("type")), path = module.string("path", "");
    if (type == "Transformer") {
      if (!path.empty()) refuse(where, "an encoder in a folder of its own (" + path + ")");
    } else if (type == "Pooling") {
      if (!is_plain_name(path)) module.fail("path", "must name a folder in the model's folder");
      folder = path;
    } else if (type == "Normalize") {
      normalize = true;
    } else {
      refuse(where, "the module " + type);
    }
  }
  return folder;
}

void EmbeddingSettings::read_pooling(const std::string& json, const std::string& where) {
  const JsonDocument document(json, where);
  const JsonObject root = document.root();
  if (!root.boolean("include_prompt", true)) refuse(where, "include_prompt false");
  if (given(root, "pooling_mode")) {
    pooling = pooling_of(root.string("pooling_mode"), where);
    return;
  }
  const std::string begin = "pooling_mode_";
  for (const auto field : root.raw()) {
    bool on = false;
    if (!field.key.starts_with(begin) || field.value.get(on) != simdjson::SUCCESS || !on) continue;
    std::string mode(field.key.substr(begin.size()));
    if (mode.ends_with("_token")) mode.resize(mode.size() - std::string_view("_token").size());
    if (mode.ends_with("_tokens")) mode.resize(mode.size() - std::string_view("_tokens").size());
    if (pooling) refuse(where, "more than one pooling");
    pooling = pooling_of(mode, where);
  }
}

void EmbeddingSettings::read_length(const std::string& json, const std::string& where) {
  const JsonDocument document(json, where);
  const JsonObject root = document.root();
  if (given(root, "max_seq_length")) max_pieces = root.integer("max_seq_length", 1, kMostPieces);
  if (given(root, "do_lower_case") && root.boolean("do_lower_case", false)) refuse(where, "do_lower_case");
}

void EmbeddingSettings::read_tokenizer(const std::string& json, const std::string& where) {
  const JsonDocument document(json, where);
  std::int64_t most = 0;  // a number that is no length says that there is no limit
  if (max_pieces == 0 && document.root().raw()["model_max_length"].get(most) == simdjson::SUCCESS && most >= 1 &&
      most <= kMostPieces)
    max_pieces = most;
}

void EmbeddingSettings::read_prompts(const std::string& json, const std::string& where) {
  const JsonDocument document(json, where);
  const JsonObject root = document.root();
  if (given(root, "default_prompt_name")) prefix = root.object("prompts").string(root.string("default_prompt_name"));
}

}  // namespace klinker
