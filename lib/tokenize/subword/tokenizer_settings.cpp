#include "tokenizer_settings.h"

#include <filesystem>
#include <utility>

#include "klinker/text/table.h"

namespace klinker {
namespace {

// A special token is written as its text, or as an object with it.
void read_name(const JsonObject& object, std::string_view key, std::optional<std::string>& name) {
  std::string_view text;
  if (!is_given(object, key)) return;
  if (object.raw()[key].get(text) == simdjson::SUCCESS) name = std::string(text);
  else if (object.raw()[key].is_object()) name = object.object(key).string("content");
}

void read_flag(const JsonObject& object, std::string_view key, std::optional<bool>& flag) {
  if (is_given(object, key)) flag = object.boolean(key, false);
}

void read_names(const JsonObject& object, TokenizerSettings& settings) {
  read_name(object, "cls_token", settings.cls);
  read_name(object, "sep_token", settings.sep);
  read_name(object, "pad_token", settings.pad);
  read_name(object, "mask_token", settings.mask);
  read_name(object, "unk_token", settings.unk);
  read_name(object, "bos_token", settings.bos);
  read_name(object, "eos_token", settings.eos);
}

}  // namespace

bool is_given(const JsonObject& object, std::string_view key) { return object.has(key) && !object.raw()[key].is_null(); }

AddedToken read_added_token(const JsonObject& object) {
  AddedToken token;
  token.content = object.string("content");
  token.special = object.boolean("special", false);
  token.single_word = object.boolean("single_word", false);
  token.lstrip = object.boolean("lstrip", false);
  token.rstrip = object.boolean("rstrip", false);
  token.normalized = object.boolean("normalized", !token.special);
  return token;
}

TokenizerSettings TokenizerSettings::beside(const std::string& path) {
  TokenizerSettings settings;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const auto file = [&](const char* name) { return (folder / name).string(); };
  if (const std::string map = file("special_tokens_map.json"); std::filesystem::is_regular_file(map)) {
    const JsonDocument document(read_file(map), map);
    read_names(document.root(), settings);
  }
  const std::string config = file("tokenizer_config.json");
  if (!std::filesystem::is_regular_file(config)) return settings;
  const JsonDocument document(read_file(config), config);
  const JsonObject root = document.root();
  read_names(root, settings);
  if (is_given(root, "tokenizer_class")) settings.tokenizer_class = root.string("tokenizer_class");
  read_flag(root, "do_lower_case", settings.do_lower_case);
  read_flag(root, "strip_accents", settings.strip_accents);
  read_flag(root, "tokenize_chinese_chars", settings.tokenize_chinese_chars);
  read_flag(root, "add_prefix_space", settings.add_prefix_space);
  read_flag(root, "trim_offsets", settings.trim_offsets);
  if (is_given(root, "added_tokens_decoder")) {
    const JsonObject tokens = root.object("added_tokens_decoder");
    for (const auto field : tokens.raw()) settings.added.push_back(read_added_token(tokens.object(field.key)));
  }
  return settings;
}

}  // namespace klinker
