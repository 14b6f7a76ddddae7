// Words and sentences, in every profile, and sentences of words that are given.

#include <vector>

#include "klinker/tokenize/tokenizer.h"
#include "tokenization_check.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

Tokenizer with_profile(TokenizerProfile profile) {
  TokenizerOptions options;
  options.profile = profile;
  return Tokenizer(options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Tokenizer kTokenizers[] = {with_profile(TokenizerProfile::standard), with_profile(TokenizerProfile::social),
                                          with_profile(TokenizerProfile::clinical)};
  std::string_view input = bytes(data, size);
  const Tokenizer& tokenizer = kTokenizers[take_choice(input, std::size(kTokenizers))];
  const std::string text = text_of(input);
  static Tokenization result;  // its memory is used again from text to text
  tokenizer.tokenize(text, result);
  check_tokenization(text, result);
  std::vector<Span> words;
  for (const Token& token : result.tokens) words.push_back(token.span);
  const Tokenization given = tokenizer.split_sentences(text, words);
  check_tokenization(text, given);
  require(given.tokens.size() == words.size(), "words that are given stay as they are");
  for (std::size_t i = 0; i < words.size(); ++i)
    require(given.tokens[i].span == words[i], "words that are given stay as they are");
  require(tokenizer.tokenize(text) == result, "the same text is split the same way");
  return 0;
}
