#include "klinker/tokenize/paragraph.h"

#include <algorithm>

namespace klinker {

std::vector<Paragraph> find_paragraphs(std::string_view text, const Tokenization& tokenization) {
  std::vector<Paragraph> paragraphs;
  const std::vector<Sentence>& sentences = tokenization.sentences;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const Span span = sentences[i].span;
    const std::size_t before = i > 0 ? sentences[i - 1].span.end : 0;
    const auto gap = text.substr(before, span.start - before);
    if (i == 0 || std::count(gap.begin(), gap.end(), '\n') > 1) paragraphs.push_back({span, i, i});
    paragraphs.back().span.end = span.end;
    paragraphs.back().last_sentence = i + 1;
  }
  return paragraphs;
}

}  // namespace klinker
