#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"
#include "klinker/tokenize/token.h"

namespace klinker {

/// A run of sentences without a blank line between them: [first_sentence, last_sentence) of the tokenisation.
struct Paragraph {
  Span span;  // from the first sentence's start to the last sentence's end
  std::size_t first_sentence = 0;
  std::size_t last_sentence = 0;

  friend bool operator==(const Paragraph&, const Paragraph&) = default;
};

/// Every sentence of `tokenization`, which must be that of `text`, is in exactly one paragraph.
std::vector<Paragraph> find_paragraphs(std::string_view text, const Tokenization& tokenization);

}  // namespace klinker
