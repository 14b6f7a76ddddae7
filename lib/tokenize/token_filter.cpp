#include "klinker/tokenize/token_filter.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>

#include <utility>

namespace klinker {

void TokenFilter::append_token(std::string& out, std::string_view token, TokenType type, const Tokenizer& tokenizer) const {
  if (!options_.replacements.empty()) {
    const auto found = options_.replacements.find(std::string(tokenizer.type_name(type)));
    if (found != options_.replacements.end()) {
      out += found->second;
      return;
    }
  }
  if (!options_.lowercase) {
    out += token;
    return;
  }
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToLower("nl", 0, icu::StringPiece(token.data(), static_cast<int32_t>(token.size())), sink, nullptr,
                            status);
}

FilteredText TokenFilter::apply(std::string_view text, const Tokenization& tokenization, const Tokenizer& tokenizer) const {
  FilteredText result;
  std::size_t copied = 0;  // of the original, white space up to here is in the new text
  bool dropped = false;    // a token since the last one that was kept
  for (std::size_t s = 0; s < tokenization.sentences.size(); ++s) {
    const Sentence& sentence = tokenization.sentences[s];
    const std::size_t first = result.tokenization.tokens.size();
    for (std::size_t i = sentence.first_token; i < sentence.last_token; ++i) {
      const Token& token = tokenization.tokens[i];
      result.text += text.substr(copied, token.span.start - copied);
      copied = token.span.end;
      if (options_.no_punctuation && token.type == TokenType::punctuation) {
        dropped = true;
        continue;
      }
      const bool touches = !result.tokens.empty() && result.text.size() == result.tokenization.tokens.back().span.end;
      if (std::exchange(dropped, false) && touches) result.text += ' ';
      const std::size_t start = result.text.size();
      append_token(result.text, token.span.of(text), token.type, tokenizer);
      if (result.text.size() == start) {  // replaced by nothing
        dropped = true;
        continue;
      }
      result.tokenization.tokens.push_back({{start, result.text.size()}, token.type});
      result.tokens.push_back(i);
    }
    const std::vector<Token>& tokens = result.tokenization.tokens;
    if (tokens.size() == first) continue;
    result.tokenization.sentences.push_back({{tokens[first].span.start, tokens.back().span.end}, first, tokens.size()});
    result.sentences.push_back(s);
  }
  result.text += text.substr(copied);
  return result;
}

}  // namespace klinker
