#include "summarize/document_analyzer.h"

#include <utility>

namespace klinker {

ReadDocument DocumentAnalyzer::read(std::string_view document, std::string_view folded) const {
  DocumentParts parts = reader_.read(document);
  TermVectors vectors(folded, parts);
  std::vector<SentenceSigns> signs = signs_.read(document, folded, parts, vectors);
  return {document, std::move(parts), std::move(vectors), std::move(signs)};
}

}  // namespace klinker
