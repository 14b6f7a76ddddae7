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

constexpr std::size_t kLine = 400;

struct Sentence {
  Span span;
  std::size_t block;
};

std::vector<Sentence> join_clauses(const std::vector<Clause>& clauses) {
  std::vector<Sentence> sentences;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    if (i > 0 && clauses[i].sentence == clauses[i - 1].sentence) sentences.back().span.end = clauses[i].span.end;
    else sentences.push_back({clauses[i].span, clauses[i].block});
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
  const auto sentences = join_clauses(tables_->clauses.split(record, folded, blocks));
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
    const Span span = inside ? found->span : line_around(folded, entity.start);  // a heading is in no sentence
    if (span != around.span) {
      around = {};
      around.span = span;
      if (inside) {
        const Block& block = blocks[found->block];
        around.heading = block.heading;
        around.plan = block.section == Section::plan || block.section == Section::followup;
      }
      tables_->lexicon.find_cues(folded, span, around.cues);
      tables_->lexicon.find_ends(folded, span, around.ends);
      find_years(tables_->lexicon, folded, span, year, around.cues);
    }
    contexts[i] = ContextScope(tables_->lexicon, folded, around, sorted).decide(entity);
  }
  return contexts;
}

}  // namespace klinker
