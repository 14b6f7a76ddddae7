#pragma once

#include <bitset>
#include <cstddef>
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
  lower,   // more of the same sentence; before a capital it is a word and the full stop the sentence's (pers., var.)
  any,     // perhaps the end of the sentence (enz., e.d.)
};

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// Pairs of ASCII characters.
class PairSet {
 public:
  void add(char first, char second) { pairs_.set(index(first, second)); }
  bool has(char first, char second) const { return (first | second) >= 0 && pairs_[index(first, second)]; }

 private:
  static std::size_t index(char first, char second) {
    return static_cast<std::size_t>(first & 0x7F) << 7 | static_cast<std::size_t>(second & 0x7F);
  }
  std::bitset<128 * 128> pairs_;
};

/// What the rules of the tokeniser look up. Read once, then constant.
struct TokenizerTables {
  explicit TokenizerTables(const TokenizerOptions& options);

  TokenizerProfile profile;
  std::unordered_map<std::string, Follows, StringHash, std::equal_to<>> abbreviations;  // by folded form, with the stop
  std::unordered_set<std::string, StringHash, std::equal_to<>> emoticons;
  std::unordered_set<std::string, StringHash, std::equal_to<>> units;
  std::unordered_set<std::string, StringHash, std::equal_to<>> top_level_domains;
  std::unordered_set<std::string, StringHash, std::equal_to<>> sentence_starters;
  std::size_t longest_emoticon = 0;
  PairSet emoticon_pairs;  // the first two characters of every emoticon

  /// False for most words that are no abbreviation with their full stop (`word` is without it), at once.
  bool may_be_abbreviation(std::string_view word) const { return abbreviation_filter_[filter_place(word)]; }
  UserPatterns patterns;

 private:
  static constexpr std::size_t kFilterBits = 15;

  static std::size_t filter_place(std::string_view word);
  void add_abbreviations(std::string_view table, const std::string& name);

  std::bitset<1u << kFilterBits> abbreviation_filter_;  // by place; an abbreviation's is set
};

// From a few bytes, with ASCII letters in lower case. `word` is not empty.
inline std::size_t TokenizerTables::filter_place(std::string_view word) {
  const auto lower = [&](std::size_t at) { return static_cast<std::uint64_t>(static_cast<unsigned char>(word[at] | 0x20)); };
  const std::uint64_t key = word.size() | lower(0) << 8 | lower(word.size() / 2) << 16 | lower(word.size() - 1) << 24;
  return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15u >> (64 - kFilterBits));
}

/// ASCII letters in lower case; enough for abbreviations, and free of allocation for short ones.
std::string ascii_lower(std::string_view text);

}  // namespace klinker
