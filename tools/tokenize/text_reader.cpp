#include "text_reader.h"

#include <algorithm>

namespace klinker::tools {
namespace {

std::vector<Span> words_between_spaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\f\v";
  std::vector<Span> words;
  for (std::size_t start = 0; (start = text.find_first_not_of(kSpaces, start)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpaces, start), text.size());
    words.push_back({start, end});
    start = end;
  }
  return words;
}

void split_at_line_ends(std::string_view text, Tokenization& result) {
  result.sentences.clear();
  const std::vector<Token>& tokens = result.tokens;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::size_t before = i > 0 ? tokens[i - 1].span.end : 0;
    const bool begins = i == 0 || text.substr(before, tokens[i].span.start - before).find('\n') != std::string_view::npos;
    if (begins) result.sentences.push_back({tokens[i].span, i, i});
    result.sentences.back().span.end = tokens[i].span.end;
    result.sentences.back().last_token = i + 1;
  }
}

}  // namespace

void TextReader::read(const Record& record, Tokenization& result) const {
  if (record.has_text()) return read(record.text(), result);
  result = tokenizer_->split_sentences(record.text(), record.token_spans());
  if (sentence_per_line_) split_at_line_ends(record.text(), result);
}

void TextReader::read(std::string_view text, Tokenization& result) const {
  if (pretokenized_) result = tokenizer_->split_sentences(text, words_between_spaces(text));
  else tokenizer_->tokenize(text, result);
  if (sentence_per_line_ || pretokenized_) split_at_line_ends(text, result);
}

}  // namespace klinker::tools
