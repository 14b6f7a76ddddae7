#pragma once

#include <string_view>

#include "summarize/document_reader.h"
#include "summarize/sentence_selector.h"
#include "summarize/sentence_signs.h"

namespace klinker {

/// Takes a document apart and reads the signs of its sentences. Immutable.
class DocumentAnalyzer {
 public:
  /// `folded`: the document as fold_for_matching makes it. The result refers to `document`.
  ReadDocument read(std::string_view document, std::string_view folded) const;

 private:
  DocumentReader reader_;
  SentenceSignReader signs_;
};

}  // namespace klinker
