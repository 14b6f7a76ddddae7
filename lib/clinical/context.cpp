#include "klinker/clinical/context.h"

#include <algorithm>
#include <numeric>

#include "clinical/context_lexicon.h"
#include "clinical/context_scope.h"
#include "clinical/context_years.h"
#include "clinical/folded_text.h"
#include "clinical/section_splitter.h"
#include "clinical/statement_splitter.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kLine = 400;  // bytes around an entity that stands in no sentence
constexpr std::size_t kAnswer = 6;

struct Sentence {
  Span span;
  std::size_t block;
};

// Whole sentences; a word that answers a question (`Koorts? Nee.`) goes with it.
std::vector<Sentence> join_clauses(std::string_view folded, const std::vector<Clause>& clauses) {
  std::vector<Sentence> sentences;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const Span span = clauses[i].span;
    const bool goes_on = i > 0 && clauses[i].sentence == clauses[i - 1].sentence;
    const bool answers = i > 0 && clauses[i].block == clauses[i - 1].block && span.size() <= kAnswer &&
                         span.start == clauses[i - 1].span.end + 1 && folded[span.start - 1] == ' ' &&
                         folded[span.start - 2] == '?';
    if (goes_on || answers) sentences.back().span.end = span.end;
    else sentences.push_back({span, clauses[i].block});
  }
  return sentences;
}

// The line of an entity, or as much of it as may speak of the entity.
Span line_around(std::string_view folded, std::size_t place) {
  Span line{place - std::min(place, kLine), std::min(folded.size(), place + kLine)};
  if (const std::size_t before = folded.substr(line.start, place - line.start).rfind('\n'); before != std::string_view::npos)
    line.start += before + 1;
  if (const std::size_t length = folded.substr(place, line.end - place).find('\n'); length != std::string_view::npos)
    line.end = place + length;
  return line;
}

void require_places(std::string_view record, const std::vector<Span>& entities) {
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const Span entity = entities[i];
    const bool good = entity.start < entity.end && entity.end <= record.size() && !is_continuation(record[entity.start]) &&
                      (entity.end == record.size() || !is_continuation(record[entity.end]));
    if (!good) throw Error(ErrorCode::wrong_value, "entity " + std::to_string(i + 1) + " is no place in the text");
  }
}

}  // namespace

std::string_view name(Presence presence) {
  return presence == Presence::present ? "present" : presence == Presence::absent ? "absent" : "uncertain";
}

std::string_view name(Temporality temporality) {
  return temporality == Temporality::current ? "current" : temporality == Temporality::historical ? "historical" : "future";
}

std::string_view name(Experiencer experiencer) {
  return experiencer == Experiencer::patient ? "patient" : experiencer == Experiencer::family ? "family" : "other";
}

struct ContextDetector::Tables {
  SectionSplitter sections;
  StatementSplitter clauses;
  ContextLexicon lexicon;
};

ContextDetector::ContextDetector() : tables_(std::make_unique<const Tables>()) {}
ContextDetector::~ContextDetector() = default;
ContextDetector::ContextDetector(ContextDetector&&) noexcept = default;
ContextDetector& ContextDetector::operator=(ContextDetector&&) noexcept = default;

std::vector<EntityContext> ContextDetector::detect(std::string_view record, const std::vector<Span>& entities,
                                                   const ContextOptions& options) const {
  require_places(record, entities);
  std::vector<EntityContext> contexts(entities.size());
  if (entities.empty()) return contexts;
  const std::string folded = fold_for_matching(record);
  auto blocks = tables_->sections.split(record, folded);
  for (Block& block : blocks) block.scoped = false;  // here the sentences below such a heading matter
  const auto sentences = join_clauses(folded, tables_->clauses.split(record, folded, blocks));
  const int year = options.year != 0 ? options.year : latest_dated_year(folded);

  std::vector<std::size_t> order(entities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return entities[a] < entities[b]; });
  std::vector<Span> sorted;
  for (const std::size_t i : order) sorted.push_back(entities[i]);

  ContextSentence around;
  for (const std::size_t i : order) {
    const Span entity = entities[i];
    auto found = std::upper_bound(sentences.begin(), sentences.end(), entity.start,
                                  [](std::size_t at, const Sentence& sentence) { return at < sentence.span.start; });
    const bool inside = found != sentences.begin() && (--found)->span.end > entity.start;
    Span span = inside ? found->span : line_around(folded, entity.start);  // a heading is in no sentence
    const std::size_t start = span.start;
    if (inside) {  // `Verdenking: …` is a heading that is part of what is said
      const Span heading = blocks[found->block].heading;
      const bool same_line = !heading.empty() && heading.end <= start && trim(folded, {heading.end, start}).empty() &&
                             Span{heading.end, start}.of(folded).find('\n') == std::string_view::npos;
      if (same_line) span.start = heading.start;
    }
    if (span != around.span) {
      around = {};
      around.span = span;
      around.start = start;
      if (inside) {
        const Block& block = blocks[found->block];
        around.heading = block.heading;
        around.plan = block.section == Section::plan || block.section == Section::followup;
      }
      tables_->lexicon.find_cues(folded, span, sorted, around.cues);
      tables_->lexicon.find_ends(folded, span, around.ends);
      find_years(tables_->lexicon, folded, span, year, around.cues);
    }
    contexts[i] = ContextScope(tables_->lexicon, folded, around, sorted).decide(entity);
    for (auto* trigger : {&contexts[i].presence_trigger, &contexts[i].temporality_trigger, &contexts[i].experiencer_trigger})
      if (*trigger) *trigger = snap(record, **trigger);
  }
  return contexts;
}

}  // namespace klinker
