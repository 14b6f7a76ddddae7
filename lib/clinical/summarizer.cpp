#include "klinker/clinical/summarizer.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "clinical/abbreviations.h"
#include "clinical/candidates.h"
#include "clinical/folded_text.h"
#include "clinical/plain_dutch.h"
#include "clinical/reader_weights.h"
#include "clinical/record_check.h"
#include "clinical/selector.h"
#include "clinical/statement_model.h"
#include "klinker/error.h"

namespace klinker {
namespace {

/// Made when it is first asked for, by whichever thread asks.
template <typename T>
class OnDemand {
 public:
  const T& get() const {
    std::call_once(made_, [this] { value_.emplace(); });
    return *value_;
  }

 private:
  mutable std::once_flag made_;
  mutable std::optional<T> value_;
};

}  // namespace

struct Summarizer::Tables {
  RecordCheck check;
  CandidateFinder candidates;
  StatementModel model = StatementModel::builtin();
  Abbreviations abbreviations;
  OnDemand<ReaderWeights> readers;
  OnDemand<PlainDutch> plain_dutch;
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
  const Candidates found = tables_->candidates.find(record, folded);
  std::vector<double> scores = found.score(tables_->model, record, folded);
  if (options.reader != Reader::any) tables_->readers.get().apply(options.reader, folded, found, scores);
  auto summary = select_statements(record, folded, found.clauses, found.segments, scores, options.max_ratio);
  // A statement is about what its first clause is about.
  std::size_t clause = 0;
  for (Statement& statement : summary) {
    while (found.clauses[clause].span.start < statement.span.start) ++clause;
    statement.section = found.signs[clause].section;
    statement.note = tables_->abbreviations.note(record, folded, statement.span);
  }
  std::stable_sort(summary.begin(), summary.end(),
                   [](const Statement& a, const Statement& b) { return a.section < b.section; });
  if (options.reader == Reader::patient) {
    PlainDutch::Told told;
    for (Statement& statement : summary)
      statement.note = tables_->plain_dutch.get().note(record, folded, statement, tables_->abbreviations, told);
  }
  return summary;
}

}  // namespace klinker
