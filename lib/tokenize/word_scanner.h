#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "tables.h"

namespace klinker {

/// Cuts a text into words, punctuation and the like. Every rule looks at a bounded stretch around one place, or moves
/// forward over what it takes, so that the time is linear in the text.
class WordScanner {
 public:
  WordScanner(std::string_view text, const TokenizerTables& tables, std::vector<Token>& tokens)
      : text_(text), tables_(tables), tokens_(tokens) {}

  void scan();

 private:
  void scan(std::size_t at, std::size_t stop);
  void scan_chunk(std::size_t start, std::size_t end);
  std::size_t take_special(std::size_t at);
  std::size_t take_mark(std::size_t at);
  std::size_t take_word(std::size_t at);
  std::size_t url_end(std::size_t at) const;
  std::size_t email_end(std::size_t at) const;
  std::size_t emoticon_end(std::size_t at) const;
  std::size_t word_end(std::size_t at) const;
  bool word_continues(std::size_t at, std::size_t start, int open_brackets) const;
  bool begins_word(std::size_t at) const;
  bool bracket_closes_inside(std::size_t at) const;
  bool keeps_full_stop(std::size_t start, std::size_t stop, TokenType& type) const;
  void add(std::size_t start, std::size_t end, TokenType type);
  void add_word(std::size_t start, std::size_t end);

  bool is_letter_or_digit(std::size_t at) const;
  bool is_lower_before(std::size_t at) const;
  bool after_number() const { return !tokens_.empty() && tokens_.back().type == TokenType::number; }
  char byte(std::size_t at) const { return at < end_ ? text_[at] : '\0'; }

  std::string_view text_;
  const TokenizerTables& tables_;
  std::vector<Token>& tokens_;
  std::size_t end_ = 0;    // of the chunk, the stretch without white space
  bool in_quote_ = false;  // after an opening single quote
};

}  // namespace klinker
