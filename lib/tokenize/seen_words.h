#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "klinker/tokenize/token.h"

namespace klinker {

/// What a text itself tells of its words: which of them it also writes with a small letter, which with a capital in the
/// middle of a sentence, and which capitals follow each other more than once ("James Ensor"). It looks at a block of tokens
/// at a time, so that memory is bounded.
class SeenWords {
 public:
  SeenWords(std::string_view text, const std::vector<Token>& tokens) : text_(text), tokens_(tokens) {}

  struct Facts {
    bool small;   // the word behind the place also occurs with a small letter
    bool name;    // it also occurs with its capital after a word in small letters
    bool paired;  // it also follows the same word elsewhere
  };

  /// Of the place between token `index` and the next.
  Facts facts(std::size_t index);

 private:
  static constexpr std::size_t kBlock = 1u << 13;  // tokens

  enum class Kind : std::uint8_t { small = 1, name, pair };

  void read(std::size_t first);
  std::size_t slot(std::uint64_t key) const;
  std::uint32_t count(std::uint64_t key) const { return slots_[slot(key)] & 0xFF; }
  void add(std::uint64_t key);
  std::uint64_t key(std::size_t index, Kind kind) const;
  std::uint64_t pair_key(std::size_t index) const { return key(index, Kind::pair) * 31 + key(index + 1, Kind::pair); }
  bool is_small(std::size_t index) const;
  bool is_capital(std::size_t index) const;

  std::string_view text_;
  const std::vector<Token>& tokens_;
  std::size_t first_ = 0, last_ = 0;  // the block that has been read
  std::vector<std::uint32_t> slots_;  // 24 bits of a key, 8 of a count
};

}  // namespace klinker
