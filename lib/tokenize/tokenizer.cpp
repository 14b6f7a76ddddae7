#include "klinker/tokenize/tokenizer.h"

#include "sentence_splitter.h"
#include "shape.h"
#include "word_scanner.h"

namespace klinker {

Tokenizer::Tokenizer(const TokenizerOptions& options) : tables_(std::make_unique<const TokenizerTables>(options)) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

Tokenization Tokenizer::tokenize(std::string_view text) const {
  Tokenization result;
  tokenize(text, result);
  return result;
}

void Tokenizer::tokenize(std::string_view text, Tokenization& result) const {
  result.tokens.clear();
  result.sentences.clear();
  WordScanner(text, *tables_, result.tokens).scan();
  SentenceSplitter(text, *tables_, result.tokens).split(result.sentences);
}

std::string_view Tokenizer::type_name(TokenType type) const {
  const std::string_view own = tables_->patterns.type_name(type);
  return own.empty() ? name(type) : own;
}

Tokenization Tokenizer::split_sentences(std::string_view text, const std::vector<Span>& words) const {
  Tokenization result;
  Tokenization alone;
  for (const Span word : words) {
    tokenize(word.of(text), alone);
    // A word that the rules would cut further has no type of theirs.
    const TokenType type = alone.tokens.size() == 1 ? alone.tokens.front().type : TokenType::word;
    result.tokens.push_back({word, type});
  }
  SentenceSplitter(text, *tables_, result.tokens).split(result.sentences);
  return result;
}

}  // namespace klinker
