#include "klinker/clinical/summarizer.h"

#include <utility>

#include "clinical/abbreviations.h"
#include "clinical/folded_text.h"
#include "clinical/record_check.h"
#include "clinical/scorer.h"
#include "clinical/section_splitter.h"
#include "clinical/selector.h"
#include "clinical/statement_splitter.h"
#include "klinker/error.h"

namespace klinker {

struct Summarizer::Tables {
  Weights weights = Weights::builtin();
  RecordCheck check;
  SectionSplitter sections;
  StatementSplitter clauses;
  Scorer scorer{weights};
  Selector selector{weights};
  Abbreviations abbreviations;
};

Summarizer::Summarizer() : tables_(std::make_unique<const Tables>()) {}
Summarizer::~Summarizer() = default;
Summarizer::Summarizer(Summarizer&&) noexcept = default;
Summarizer& Summarizer::operator=(Summarizer&&) noexcept = default;

std::vector<Statement> Summarizer::summarize(std::string_view record, const SummaryOptions& options) const {
  if (!(options.max_ratio > 0 && options.max_ratio <= 1))
    throw Error(ErrorCode::wrong_value, "max_ratio must be above 0 and at most 1");
  const std::string folded = fold_for_matching(record);
  tables_->check.require_dutch(record, folded);
  const auto blocks = tables_->sections.split(record, folded);
  const auto clauses = tables_->clauses.split(record, folded, blocks);
  const auto scores = tables_->scorer.score(record, folded, blocks, clauses);
  auto summary = tables_->selector.select(record, folded, clauses, scores, options.max_ratio);
  for (Statement& statement : summary) statement.note = tables_->abbreviations.note(record, folded, statement.span);
  return summary;
}

}  // namespace klinker
