#include <algorithm>
#include <array>
#include <chrono>
#include <unordered_map>
#include <utility>

#include "clinical/candidates.h"
#include "clinical/contact_reader.h"
#include "clinical/context_lexicon.h"
#include "clinical/correction_reader.h"
#include "clinical/folded_text.h"
#include "clinical/medication_reader.h"
#include "klinker/clinical/entity_finder.h"
#include "klinker/clinical/record_facts.h"
#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kShortWords = 5;  // a statement of fewer words may be said again of another day

struct ChangeNames {
  std::string_view name, dutch;
};

constexpr std::array<ChangeNames, 6> kChanges = {{{"started", "gestart"},
                                                  {"stopped", "gestopt"},
                                                  {"raised", "verhoogd"},
                                                  {"lowered", "verlaagd"},
                                                  {"switched", "vervangen"},
                                                  {"continued", "voortgezet"}}};

bool is_date(std::string_view date) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (date.size() != 4 && date.size() != 7 && date.size() != 10) return false;
  for (std::size_t i = 0; i < date.size(); ++i)
    if (kForm[i] == 'd' ? !is_digit(date[i]) : date[i] != '-') return false;
  using namespace std::chrono;
  const auto part = [&](std::size_t at, std::size_t size) {
    return date.size() < at + size ? 1u : static_cast<unsigned>(std::stoul(std::string(date.substr(at, size))));
  };
  return year_month_day{year(static_cast<int>(part(0, 4))), month(part(5, 2)), day(part(8, 2))}.ok();
}

// Copies have the same words, whatever white space stands between them.
std::uint64_t hash_words(std::string_view folded, Span span) {
  while (span.end > span.start && folded[span.end - 1] == '.') --span.end;
  std::uint64_t hash = feature_hash({});
  bool space = false;
  for (const char c : span.of(folded)) {
    if (space && !is_space(c)) hash = feature_hash(" ", hash);
    space = is_space(c);
    if (!space) hash = feature_hash(std::string_view(&c, 1), hash);
  }
  return hash;
}

// What stands in these sections is carried from record to record; in others it is observed.
bool is_carried(Section section) {
  return section == Section::history || section == Section::medication || section == Section::allergy ||
         section == Section::social;
}

// The last item that begins at or before a place; items are in order.
template <class Range, class Start>
std::size_t at_or_before(const Range& range, std::size_t place, Start start) {
  const auto next = std::upper_bound(range.begin(), range.end(), place,
                                     [&](std::size_t at, const auto& item) { return at < start(item); });
  return next == range.begin() ? RecordFacts::none : static_cast<std::size_t>(next - range.begin()) - 1;
}

}  // namespace

std::string_view name(DrugChange change) { return kChanges[static_cast<std::size_t>(change)].name; }

std::string_view dutch_name(DrugChange change) { return kChanges[static_cast<std::size_t>(change)].dutch; }

DrugChange drug_change(std::string_view name) {
  for (std::size_t i = 0; i < kChanges.size(); ++i)
    if (kChanges[i].name == name) return static_cast<DrugChange>(i);
  throw Error(ErrorCode::wrong_value, "no change of a drug: " + std::string(name));
}

struct FactReader::Tables {
  explicit Tables(const FactOptions& chosen)
      : max_ratio(chosen.max_ratio), offsets(chosen.offsets), entities(chosen.terms, chosen.terms_name) {
    for (const TableRow& row : parse_table(builtin_table("clinical/tables/problem-names.tsv"), 2, "problem-names.tsv"))
      names.emplace(fold_for_matching(row.columns[0]), row.columns[1]);
  }

  double max_ratio;
  OffsetUnit offsets;
  Summarizer summarizer;
  CandidateFinder candidates;
  ContactReader contacts;
  EntityFinder entities;
  ContextDetector contexts;
  CorrectionReader corrections;
  MedicationReader medication;
  std::unordered_map<std::string, std::string_view> names;

  /// Under which the spellings of a term are counted as one.
  std::string name_of(const FoundEntity& entity, std::string_view folded) const {
    std::string term = entity.compound ? std::string(entity.span.of(folded)) : fold_for_matching(entity.term);
    const auto found = names.find(term);
    return found == names.end() ? term : std::string(found->second);
  }
};

FactReader::FactReader(const FactOptions& options) : tables_(std::make_unique<const Tables>(options)) {}
FactReader::~FactReader() = default;
FactReader::FactReader(FactReader&&) noexcept = default;
FactReader& FactReader::operator=(FactReader&&) noexcept = default;

RecordFacts FactReader::read(std::string_view record, std::string_view date) const {
  if (!date.empty() && !is_date(date)) throw Error(ErrorCode::wrong_value, "the date is not as in 2025-03-14");
  RecordFacts facts;
  const std::string folded = fold_for_matching(record);
  const auto statements = tables_->summarizer.summarize(record, {.max_ratio = tables_->max_ratio});
  const Candidates parts = tables_->candidates.find(record, folded);
  const auto contacts = tables_->contacts.read(record, folded, date);
  const OffsetMap offsets(record, tables_->offsets);
  const auto place = [&](Span span) { return span.empty() ? Span{} : offsets.from_bytes(span); };

  std::vector<std::size_t> line_ends;
  for (std::size_t at = 0; (at = folded.find('\n', at)) != std::string::npos; ++at) line_ends.push_back(at);
  const auto line = [&](std::size_t at) {
    return static_cast<std::size_t>(std::lower_bound(line_ends.begin(), line_ends.end(), at) - line_ends.begin()) + 1;
  };
  const auto contact = [&](std::size_t at) {
    return at_or_before(contacts, at, [](const Contact& one) { return one.start; });
  };
  const auto clause = [&](std::size_t at) {
    return at_or_before(parts.clauses, at, [](const Clause& one) { return one.span.start; });
  };
  const auto in_heading = [&](const std::optional<Span>& trigger) {
    if (!trigger) return false;
    const std::size_t block = at_or_before(parts.blocks, trigger->start,
                                           [](const Block& one) { return std::min(one.heading.start, one.body.start); });
    return block != RecordFacts::none && parts.blocks[block].heading.contains(*trigger);
  };

  for (const Contact& one : contacts) facts.contacts.push_back({one.date, place(one.place)});
  for (const Clause& one : parts.clauses)
    facts.clauses.push_back({hash_words(folded, one.span), place(one.span), contact(one.span.start)});
  std::vector<std::pair<Span, std::size_t>> cited;
  for (const Statement& statement : statements) {
    RecordFacts::Cited& one = facts.cited.emplace_back();
    one.section = statement.section;
    one.contact = contact(statement.span.start);
    one.line = line(statement.span.start);
    one.span = place(statement.span);
    one.text = statement.span.of(record);
    one.note = statement.note;
    for (const Span also : statement.also) one.also.push_back(place(also));
    one.first = clause(statement.span.start);
    one.last = clause(statement.span.end - 1);
    one.anew = !is_carried(one.section) && count_words(folded, statement.span, kShortWords) < kShortWords;
    cited.emplace_back(statement.span, cited.size());
  }
  std::sort(cited.begin(), cited.end());  // they do not overlap

  const auto found = tables_->entities.find(record);
  std::vector<Span> spans;
  for (const FoundEntity& entity : found) spans.push_back(entity.span);
  const int year = contacts.front().date.empty() ? 0 : std::stoi(contacts.front().date.substr(0, 4));
  const auto contexts = tables_->contexts.detect(record, spans, {.year = year});
  std::vector<Correctable> correctable;
  std::vector<Span> drugs;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const FoundEntity& entity = found[i];
    if (entity.label == "procedure") continue;
    // What a patient cannot stand is no medication, and what it does no problem.
    const std::size_t of = clause(entity.span.start);
    if (of != RecordFacts::none && parts.signs[of].section == Section::allergy) continue;
    if (entity.label == "drug") {
      if (contexts[i].experiencer != Experiencer::patient) continue;
      RecordFacts::Drug& drug = facts.drugs.emplace_back();
      drug.name = fold_for_matching(entity.term);
      drug.text = entity.span.of(record);
      drug.span = place(entity.span);
      drug.contact = contact(entity.span.start);
      drug.line = line(entity.span.start);
      drug.presence = contexts[i].presence;
      drug.temporality = contexts[i].temporality;
      drugs.push_back(entity.span);
      continue;
    }
    RecordFacts::Finding& finding = facts.findings.emplace_back();
    finding.term = tables_->name_of(entity, folded);
    finding.code = entity.code;
    finding.text = entity.span.of(record);
    finding.span = place(entity.span);
    finding.contact = contact(entity.span.start);
    finding.line = line(entity.span.start);
    finding.presence = contexts[i].presence;
    finding.temporality = contexts[i].temporality;
    finding.experiencer = contexts[i].experiencer;
    finding.symptom = entity.label == "symptom";
    finding.listed = finding.temporality == Temporality::historical && in_heading(contexts[i].temporality_trigger);
    const std::size_t holder = at_or_before(cited, entity.span.start, [](const auto& one) { return one.first.start; });
    if (holder != RecordFacts::none && cited[holder].first.contains(entity.span)) finding.cited = cited[holder].second;
    correctable.push_back({entity.span, !finding.symptom, finding.presence});
  }
  const auto corrections = tables_->corrections.read(folded, parts.clauses, correctable);
  for (std::size_t i = 0; i < corrections.size(); ++i) {
    facts.findings[i].corrects = corrections[i].corrects;
    facts.findings[i].replaced_by = corrections[i].replaced_by;
  }
  const auto signs = tables_->medication.read(folded, parts.blocks, parts.clauses, drugs);
  for (std::size_t i = 0; i < signs.size(); ++i) {
    facts.drugs[i].change = signs[i].change;
    facts.drugs[i].because = place(snap(record, signs[i].because));
    facts.drugs[i].dose = place(snap(record, signs[i].dose));
    facts.drugs[i].dose_text = snap(record, signs[i].dose).of(record);
  }
  // Facts are kept, so they take no more room than they need.
  facts.contacts.shrink_to_fit();
  facts.clauses.shrink_to_fit();
  facts.cited.shrink_to_fit();
  facts.findings.shrink_to_fit();
  facts.drugs.shrink_to_fit();
  return facts;
}

}  // namespace klinker
