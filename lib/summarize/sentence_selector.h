#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "klinker/summarize/document_summarizer.h"
#include "summarize/document_reader.h"
#include "summarize/sentence_signs.h"
#include "summarize/term_vectors.h"

namespace klinker {

/// A document with what is known of its sentences.
struct ReadDocument {
  std::string_view text;
  DocumentParts parts;
  TermVectors vectors;
  std::vector<SentenceSigns> signs;
};

/// Chooses the sentences that tell most in the room there is, in the order of the document: by score for what they take of
/// the room, less for terms that chosen ones have. A sentence that leans on the one before it in its paragraph takes that
/// one along. One score a sentence; those with score 0 are chosen only as such company. Time n log n.
std::vector<std::size_t> select_sentences(const ReadDocument& document, const std::vector<double>& scores,
                                          const DocumentSummaryOptions& options);

}  // namespace klinker
