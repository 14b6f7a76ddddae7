#include "clinical/statement_reader.h"

#include <algorithm>
#include <charconv>

#include "clinical/folded_text.h"
#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

enum Scope : std::size_t { denial, relative, condition, other };

double number(const TableRow& row, std::size_t column, const char* table) {
  double value = 0;
  const std::string_view text = row.columns[column];
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
    throw Error(ErrorCode::invalid_table, std::string(table) + ", line " + std::to_string(row.line) + ": no number");
  return value;
}

constexpr std::size_t kLongestDose = 24;  // bytes; keeps the time linear in `1.1.1.1…`

// 20 mg, 2,5mg, 2dd1, 3 dd, 1x/d, 1-0-1: what the digits from `at` on say.
bool is_dose(std::string_view folded, std::size_t at, std::size_t end) {
  end = std::min(end, at + kLongestDose);
  std::size_t digits = at;
  while (digits < end && (is_digit(folded[digits]) || ((folded[digits] == ',' || folded[digits] == '.') &&
                                                       digits + 1 < end && is_digit(folded[digits + 1]))))
    ++digits;
  std::size_t unit = digits;
  if (unit < end && folded[unit] == ' ') ++unit;
  const auto follows = [&](std::string_view word) {
    if (folded.substr(unit, word.size()) != word) return false;
    const std::size_t after = unit + word.size();
    return after >= end || !is_word_byte(folded[after]) || is_digit(folded[after]);
  };
  if (follows("mg") || follows("mcg") || follows("dd") || follows("gram") || follows("ie") || follows("tabl")) return true;
  // 1-0-1 and 1-0-0-1 are times of the day.
  std::size_t places = 0;
  for (std::size_t i = at; i + 1 < end && is_digit(folded[i]) && folded[i + 1] == '-'; i += 2) ++places;
  return places >= 2;
}

bool may_stand_in_plan(Section section) {
  return section == Section::medication || section == Section::allergy || section == Section::diagnosis ||
         section == Section::procedure || section == Section::followup;
}

}  // namespace

StatementReader::StatementReader() {
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/cues.tsv"), 3, "cues.tsv")) {
    const auto section = find_section(row.columns[1]);
    cue_phrases_.add(row.columns[0], cues_.size());
    cues_.push_back({section ? static_cast<std::size_t>(*section) : kSections, number(row, 2, "cues.tsv")});
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/drugs.tsv"), 1, "drugs.tsv"))
    drugs_.add(row.columns[0], 0);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/measurements.tsv"), 1, "measurements.tsv"))
    measures_.add(row.columns[0], 0);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/negations.tsv"), 3, "negations.tsv")) {
    const std::string_view kind = row.columns[2];
    scopes_.add(row.columns[0], kind.starts_with("neg")    ? denial
                                : kind.starts_with("fam")  ? relative
                                : kind.starts_with("hypo") ? condition
                                                           : other);
  }
}

StatementSigns StatementReader::look(std::string_view folded, Span span, Votes& votes) const {
  StatementSigns signs;
  votes.fill(0);
  std::vector<PhraseTable::Match> matches;
  cue_phrases_.find(folded, span, matches);
  for (const PhraseTable::Match& match : matches) {
    const Cue& cue = cues_[match.number];
    if (cue.section < kSections) votes[cue.section] += cue.weight;
  }
  matches.clear();
  drugs_.find(folded, span, matches);
  signs.drug = !matches.empty();
  matches.clear();
  scopes_.find(folded, span, matches);
  for (const PhraseTable::Match& match : matches) {
    if (match.number == denial) {
      ++signs.denials;
      signs.denial_first |= match.span.start <= span.start + 1;
    }
    signs.relative |= match.number == relative;
    signs.condition |= match.number == condition;
  }
  matches.clear();
  measures_.find(folded, span, matches);
  for (const PhraseTable::Match& match : matches) {
    std::size_t at = match.span.end;
    while (at < span.end && at < match.span.end + 4 && !is_digit(folded[at])) ++at;
    if (at < span.end && is_digit(folded[at])) ++signs.measures;
  }
  for (std::size_t at = span.start; at < span.end && !signs.dose; ++at)
    if (is_digit(folded[at]) && (at == span.start || !is_word_byte(folded[at - 1])))
      signs.dose = is_dose(folded, at, span.end);
  return signs;
}

std::vector<StatementSigns> StatementReader::read(std::string_view record, std::string_view folded,
                                                  const std::vector<Block>& blocks,
                                                  const std::vector<Clause>& clauses) const {
  std::vector<StatementSigns> all;
  bool reason_given = false;
  std::size_t reason_guess = clauses.size();
  Votes votes;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const Clause& clause = clauses[i];
    const Block& block = blocks[clause.block];
    StatementSigns signs = look(folded, clause.span, votes);
    const auto vote = static_cast<std::size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
    const bool voted = votes[vote] > 0;
    const bool treats = signs.drug || signs.dose;
    const auto cued = [&](Section fallback) {
      if (voted && static_cast<Section>(vote) == Section::allergy) return Section::allergy;
      if (treats) return Section::medication;
      return voted ? static_cast<Section>(vote) : fallback;
    };
    // An allergy heading inside a line (`Allergie: geen. Tetanus 2014.`) speaks of the sentence after it.
    const bool spent = block.section == Section::allergy && i > 0 && clauses[i - 1].block == clause.block &&
                       clauses[i - 1].sentence != clause.sentence && !clause.list_item;
    if (!block.section || spent) {
      signs.section = cued(signs.measures > 0  ? Section::measurement
                           : signs.denials > 0 ? Section::finding
                                               : Section::course);
    } else {
      signs.section = *block.section;
      const bool general = *block.section == Section::plan || *block.section == Section::course;
      // Below how someone lives, prose often goes on to what was given.
      const bool strays = *block.section == Section::social && signs.drug;
      if ((general && (treats || voted)) || strays) signs.section = cued(*block.section);
      // A value in a plan says when to act, in an assessment it is still a measurement.
      if (*block.section == Section::plan && !may_stand_in_plan(signs.section)) signs.section = Section::plan;
      if (*block.section == Section::finding && signs.measures > 0) signs.section = Section::measurement;
      if (*block.section == Section::diagnosis && signs.measures >= 2) signs.section = Section::measurement;
    }
    if (signs.relative && signs.section != Section::plan && signs.section != Section::social)
      signs.section = Section::history;
    signs.letterhead = letterhead_.share(record, folded, clause.span);
    if (!block.heading.empty())
      signs.letterhead = std::max(signs.letterhead, letterhead_.share(record, folded, block.heading));
    // Why the patient was seen: a heading says so, or else the first statement that sounds like it.
    if (signs.letterhead < 0.5 && block.section == Section::reason) reason_given = true;
    if (signs.letterhead < 0.5 && reason_guess == clauses.size() && !block.section && !signs.relative &&
        votes[static_cast<std::size_t>(Section::reason)] > 1)
      reason_guess = i;
    all.push_back(signs);
  }
  if (!reason_given && reason_guess < clauses.size()) all[reason_guess].section = Section::reason;
  return all;
}

}  // namespace klinker
