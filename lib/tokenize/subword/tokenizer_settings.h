#pragma once

#include <optional>
#include <string>
#include <vector>

#include "added_tokens.h"
#include "text/json_reader.h"

namespace klinker {

/// What `tokenizer_config.json` and `special_tokens_map.json` beside a tokenizer say; nothing where they are missing.
struct TokenizerSettings {
  std::string tokenizer_class;
  std::optional<std::string> cls, sep, pad, mask, unk, bos, eos;
  std::optional<bool> do_lower_case, strip_accents, tokenize_chinese_chars, add_prefix_space, trim_offsets;
  std::vector<AddedToken> added;

  static TokenizerSettings beside(const std::string& path);
};

/// Whether a field is there and not null.
bool is_given(const JsonObject& object, std::string_view key);

/// An added token as tokenizer.json and tokenizer_config.json write it.
AddedToken read_added_token(const JsonObject& object);

}  // namespace klinker
