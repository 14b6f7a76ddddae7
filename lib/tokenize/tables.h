#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "klinker/tokenize/tokenizer.h"
#include "user_patterns.h"

namespace klinker {

/// What stands behind an abbreviation's full stop.
enum class Follows : std::uint8_t {
  name,    // always more of the same sentence: a name or a number (dr., nr.)
  inside,  // practically always more of the same sentence (bijv., d.w.z.)
  any,     // perhaps the end of the sentence (enz., e.d.)
};

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// What the rules of the tokeniser look up. Read once, then constant.
struct TokenizerTables {
  explicit TokenizerTables(const TokenizerOptions& options);

  TokenizerProfile profile;
  std::unordered_map<std::string, Follows, StringHash, std::equal_to<>> abbreviations;  // by folded form, with the stop
  std::unordered_set<std::string, StringHash, std::equal_to<>> emoticons;
  std::unordered_set<std::string, StringHash, std::equal_to<>> units;
  std::unordered_set<std::string, StringHash, std::equal_to<>> sentence_starters;
  std::size_t longest_emoticon = 0;
  UserPatterns patterns;

 private:
  void add_abbreviations(std::string_view table, const std::string& name);
};

/// ASCII letters in lower case; enough for abbreviations, and free of allocation for short ones.
std::string ascii_lower(std::string_view text);

}  // namespace klinker
