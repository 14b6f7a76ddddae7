#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

enum class TokenType : std::uint8_t {
  word,           // fiets, 's, baby's, in-, woon-werkverkeer
  number,         // 12, 1.250,50, 3/4, 10^9, 10%, 25,-
  ordinal,        // 3e, 21ste, XIVe
  date,           // 12-03-2024, 2024-03-12
  time,           // 14:30, 08.15u, 8u30
  currency,       // €, $: the sign alone, the amount is a number; EUR is a word
  unit,           // mg/dl, km/u, °C: behind a number
  url,            // https://klinker.example/pad, www.klinker.example, klinker.nl
  email,          // post@klinker.example
  mention,        // @naam
  hashtag,        // #fietsen
  emoticon,       // :-) <3
  emoji,          // one emoji sequence, joiners and modifiers included
  abbreviation,   // bijv., d.w.z.
  initial,        // J., J.P.M.
  punctuation,    // , ... «
  symbol,         // + = °
  phone,          // 06-12345678, +31612345678
  iban,           // NL91ABNA0417164300
  postcode,       // 1234AB; "1234 AB" is a number and a word
  licence_plate,  // 12-ABC-3
  code,           // from here on: the types of a user's own patterns (Tokenizer::type_name)
};

/// "word", "number" and so on.
std::string_view name(TokenType type);

/// A token is a place in the text; its characters are never changed.
struct Token {
  Span span;
  TokenType type = TokenType::word;

  friend bool operator==(const Token&, const Token&) = default;
};

/// A sentence is a run of tokens: [first_token, last_token) of the tokenisation.
struct Sentence {
  Span span;  // from the first token's start to the last token's end
  std::size_t first_token = 0;
  std::size_t last_token = 0;

  friend bool operator==(const Sentence&, const Sentence&) = default;
};

/// Tokens in the order of the text, not overlapping; everything outside them is white space. Every token is in exactly one
/// sentence.
struct Tokenization {
  std::vector<Token> tokens;
  std::vector<Sentence> sentences;

  friend bool operator==(const Tokenization&, const Tokenization&) = default;
};

}  // namespace klinker
