#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "klinker/clinical/summarizer.h"

namespace klinker {

/// What a Dutch reader of a general document expects to stand above a section, e.g. "Aanleiding" where a healthcare record
/// has "Reden van contact".
std::string_view dutch_document_name(Section section);

struct DocumentSummaryOptions {
  double max_ratio = 0.33;  ///< all cited bytes and characters over those of the document; in (0, 1]
  std::size_t max_sentences = std::numeric_limits<std::size_t>::max();  ///< at least 1
};

/// Selects sentences from any Dutch document: minutes, decisions, judgments, news, letters. Every statement is a sentence or
/// an item of a list, exactly as it stands in the document; headings are read but not cited.
///
/// A logistic regression over few readable features (lib/summarize/tables/weights.tsv) says how much a reader needs a
/// sentence: centrality in a graph of sentences that share terms (Erkan and Radev, LexRank, 2004), likeness to the whole
/// document and its title, place, cue phrases, figures, quotations. What repeats what was chosen counts less (Carbonell and
/// Goldstein, Maximal Marginal Relevance, 1998), and a sentence that leans on the one before it ("Daarom", "Hij") brings
/// that one along. Time n log n in the document. Immutable and safe to share between threads.
class DocumentSummarizer {
 public:
  DocumentSummarizer();
  ~DocumentSummarizer();
  DocumentSummarizer(DocumentSummarizer&&) noexcept;
  DocumentSummarizer& operator=(DocumentSummarizer&&) noexcept;

  /// `document` must be valid UTF-8. Statements come in the order of the document, without notes; of the sections only
  /// reason, history, course, finding, plan and followup occur. Throws Error(wrong_value) for an impossible option and
  /// Error(unsupported) for what is no Dutch text.
  std::vector<Statement> summarize(std::string_view document, const DocumentSummaryOptions& options = {}) const;

 private:
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace klinker
