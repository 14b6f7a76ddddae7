#include "klinker/summarize/document_summarizer.h"

#include "clinical/folded_text.h"
#include "clinical/record_check.h"
#include "klinker/error.h"
#include "summarize/document_analyzer.h"
#include "summarize/sentence_model.h"
#include "summarize/sentence_selector.h"

namespace klinker {

std::string_view dutch_document_name(Section section) {
  switch (section) {
    case Section::reason: return "Aanleiding";
    case Section::history: return "Achtergrond";
    case Section::course: return "Verloop";
    case Section::finding: return "Bevindingen";
    case Section::plan: return "Besluit";
    default: return dutch_name(section);
  }
}

struct DocumentSummarizer::Parts {
  RecordCheck check;
  DocumentAnalyzer analyzer;
  SentenceModel model = SentenceModel::builtin();
};

DocumentSummarizer::DocumentSummarizer() : parts_(std::make_unique<const Parts>()) {}
DocumentSummarizer::~DocumentSummarizer() = default;
DocumentSummarizer::DocumentSummarizer(DocumentSummarizer&&) noexcept = default;
DocumentSummarizer& DocumentSummarizer::operator=(DocumentSummarizer&&) noexcept = default;

std::vector<Statement> DocumentSummarizer::summarize(std::string_view document,
                                                     const DocumentSummaryOptions& options) const {
  if (!(options.max_ratio > 0 && options.max_ratio <= 1))
    throw Error(ErrorCode::wrong_value, "max_ratio must be above 0 and at most 1");
  if (options.max_sentences == 0) throw Error(ErrorCode::wrong_value, "max_sentences must be at least 1");
  const std::string folded = fold_for_matching(document);
  parts_->check.require_dutch(document, folded);
  const ReadDocument read = parts_->analyzer.read(document, folded);
  std::vector<double> scores;
  for (const SentenceSigns& signs : read.signs) scores.push_back(parts_->model.score(signs));
  std::vector<Statement> summary;
  for (const std::size_t sentence : select_sentences(read, scores, options))
    summary.push_back({read.signs[sentence].section, read.parts.sentences[sentence].span, {}, {}});
  return summary;
}

}  // namespace klinker
