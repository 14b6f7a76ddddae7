#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/tokenize/tokenizer.h"

namespace klinker {

struct TokenFilterOptions {
  bool lowercase = false;
  bool no_punctuation = false;                        ///< leaves out tokens of that type
  std::map<std::string, std::string> replacements{};  ///< by name of a type: what stands for its tokens
};

/// A text with its tokens changed, and where they come from.
struct FilteredText {
  std::string text;
  Tokenization tokenization;           ///< of the new text; a sentence without tokens is gone
  std::vector<std::size_t> tokens;     ///< of each token, its index in the original tokenisation
  std::vector<std::size_t> sentences;  ///< likewise of each sentence
};

/// Changes tokens in the ways that word lists and language models ask for. White space stays, but where a token between two
/// others is gone there is at least one space.
class TokenFilter {
 public:
  explicit TokenFilter(TokenFilterOptions options) : options_(std::move(options)) {}

  /// True where nothing would be changed.
  bool empty() const { return !options_.lowercase && !options_.no_punctuation && options_.replacements.empty(); }

  /// `tokenization` is that of `text`, made by `tokenizer`.
  FilteredText apply(std::string_view text, const Tokenization& tokenization, const Tokenizer& tokenizer) const;

 private:
  void append_token(std::string& out, std::string_view token, TokenType type, const Tokenizer& tokenizer) const;

  TokenFilterOptions options_;
};

}  // namespace klinker
