#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "padded_text.h"
#include "tables.h"

namespace klinker {

/// Cuts a text into words, punctuation and the like. Every rule looks at a bounded stretch around one place, or moves
/// forward over what it takes, so that the time is linear in the text. Stretches between white space are called chunks.
/// Most are a word and perhaps a mark, which scan() reads off bit masks; most others take_simple() takes; scan_chunk() has
/// all the rules, and gives the same tokens where the other two do their work.
class WordScanner {
 public:
  WordScanner(std::string_view text, const TokenizerTables& tables, std::vector<Token>& tokens)
      : text_(text), tables_(tables), tokens_(tokens) {}

  /// Replaces what `tokens` holds; its memory is used again.
  void scan();

 private:
  void scan(std::size_t at, std::size_t stop);
  std::size_t take_chunk(const PaddedText& text, std::size_t at);
  std::size_t take_simple(const PaddedText& text, std::size_t at);
  bool may_keep_full_stop(std::size_t start, std::size_t stop) const;
  std::size_t chunk_end(std::size_t at, std::size_t stop);
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
  bool dots_follow_hyphen(std::size_t at) const;
  bool is_abbreviation(std::size_t start, std::size_t stop) const;
  const Follows* find_abbreviation(std::size_t start, std::size_t stop) const;
  bool ends_sentence(std::size_t start, std::size_t stop, Follows follows) const;
  std::size_t skip_space(std::size_t at) const;
  bool is_unit(std::string_view text) const;
  bool is_host(std::string_view word) const;
  bool keeps_full_stop(std::size_t start, std::size_t stop, TokenType& type) const;
  void add(std::size_t start, std::size_t end, TokenType type) {
    if (out_ == room_) make_room(1);
    *out_++ = {{start, end}, type};
  }
  std::size_t room() const { return static_cast<std::size_t>(room_ - out_); }
  void make_room(std::size_t least);
  void add_word(std::size_t start, std::size_t end);

  bool is_letter_or_digit(std::size_t at) const;
  bool is_lower_before(std::size_t at) const;
  bool after_number() const { return out_ != tokens_.data() && out_[-1].type == TokenType::number; }
  char byte(std::size_t at) const { return at < end_ ? text_[at] : '\0'; }

  std::string_view text_;
  const TokenizerTables& tables_;
  std::vector<Token>& tokens_;
  Token* out_ = nullptr;   // where the next token goes, in tokens_
  Token* room_ = nullptr;  // the end of tokens_
  std::size_t end_ = 0;    // of the chunk
  bool has_at_ = false;    // the chunk holds an @
  bool in_quote_ = false;  // after an opening single quote
  bool in_curly_quote_ = false;
};

}  // namespace klinker
