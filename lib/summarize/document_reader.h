#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"
#include "klinker/tokenize/tokenizer.h"

namespace klinker {

/// A sentence, or an item of a list without its sign.
struct DocumentSentence {
  Span span;
  std::size_t first_token = 0, last_token = 0;  // last_token is not included
  std::size_t block = 0;
  double quoted = 0;            // share of its tokens that stand in a quotation
  bool cuts_quotation = false;  // holds a part of one only
};

/// A paragraph, or one item of a list: [first_sentence, last_sentence).
struct DocumentBlock {
  static constexpr std::size_t kNoHeading = static_cast<std::size_t>(-1);
  std::size_t first_sentence = 0, last_sentence = 0;
  std::size_t heading = kNoHeading;  // the nearest one above it
  bool list_item = false;
};

struct DocumentParts {
  std::vector<Span> headings;
  std::vector<DocumentBlock> blocks;
  std::vector<DocumentSentence> sentences;
  std::vector<Token> tokens;  // of all sentences
};

/// Finds headings, paragraphs, items of lists and sentences by lines and what they look like. A line is a paragraph unless
/// it goes on in the next one, as in text of a fixed width. Time linear in the document.
class DocumentReader {
 public:
  DocumentParts read(std::string_view document) const;

 private:
  void add_block(std::string_view document, Span span, bool list_item, DocumentParts& parts, Tokenization& scratch) const;

  Tokenizer tokenizer_;
};

}  // namespace klinker
