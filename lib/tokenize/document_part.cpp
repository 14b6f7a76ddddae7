#include "klinker/tokenize/document_part.h"

namespace klinker {

std::string DocumentPart::space_after(std::size_t i) const {
  const std::vector<Token>& tokens = tokenization.tokens;
  const std::size_t start = tokens[i].span.end;
  if (i + 1 < tokens.size()) return std::string(text.substr(start, tokens[i + 1].span.start - start));
  return std::string(text.substr(start)) += after;
}

std::string DocumentPart::space_before() const {
  std::string space(before);
  const bool any = !tokenization.tokens.empty();
  space += text.substr(0, any ? tokenization.tokens.front().span.start : text.size());
  return any ? space : space += after;
}

std::string DocumentPart::sentence_id(std::size_t sentence) const {
  return std::to_string(document) + '-' + std::to_string(part) + '-' + std::to_string(sentence + 1);
}

}  // namespace klinker
