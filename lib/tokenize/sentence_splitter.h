#pragma once

#include <string_view>
#include <vector>

#include "tables.h"

namespace klinker {

/// Groups the tokens of a text into sentences: at blank lines, at line ends where the profile says so, and behind closing
/// punctuation when what follows looks like a beginning.
class SentenceSplitter {
 public:
  SentenceSplitter(std::string_view text, const TokenizerTables& tables, const std::vector<Token>& tokens)
      : text_(text), tables_(tables), tokens_(tokens) {}

  void split(std::vector<Sentence>& sentences) const;

 private:
  bool ends_after(std::size_t index, bool terminal) const;
  bool is_terminal(std::size_t index) const;
  bool closes(std::size_t index) const;
  bool is_starter(std::size_t index) const;
  bool name_goes_on(std::size_t index) const;
  std::string_view token(std::size_t index) const { return tokens_[index].span.of(text_); }
  bool glued(std::size_t index) const { return tokens_[index].span.start == tokens_[index - 1].span.end; }

  std::string_view text_;
  const TokenizerTables& tables_;
  const std::vector<Token>& tokens_;
};

}  // namespace klinker
