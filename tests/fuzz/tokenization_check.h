#pragma once

#include <string_view>

#include "fuzz.h"
#include "klinker/tokenize/token.h"

namespace klinker::fuzz {

/// Tokens in order on character boundaries, nothing but white space outside them, every token in exactly one sentence.
inline void check_tokenization(std::string_view text, const Tokenization& result) {
  std::size_t end = 0;
  for (const Token& token : result.tokens) {
    require_place(text, token.span);
    require(token.span.start >= end && !token.span.empty(), "tokens have characters and come in order");
    require(is_white_space(text.substr(end, token.span.start - end)), "only white space lies between tokens");
    require(!name(token.type).empty(), "a type has a name");
    end = token.span.end;
  }
  require(is_white_space(text.substr(end)), "only white space lies behind the last token");
  std::size_t index = 0;
  for (const Sentence& sentence : result.sentences) {
    require(sentence.first_token == index && sentence.last_token > index && sentence.last_token <= result.tokens.size(),
            "sentences hold all tokens in order");
    index = sentence.last_token;
    require(sentence.span == Span{result.tokens[sentence.first_token].span.start, result.tokens[index - 1].span.end},
            "a sentence reaches from its first token to its last");
  }
  require(index == result.tokens.size(), "every token is in a sentence");
}

}  // namespace klinker::fuzz
