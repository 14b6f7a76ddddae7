#include "clinical/scorer.h"

#include <algorithm>
#include <array>
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
  while (digits < end && (is_digit(folded[digits]) || ((folded[digits] == ',' || folded[digits] == '.') && digits + 1 < end &&
                                                       is_digit(folded[digits + 1]))))
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

struct Scorer::Evidence {
  std::array<double, kSections> votes{};
  double salience = 0;
  bool drug = false;
  bool dose = false;
  std::size_t measures = 0;
  bool condition = false;
  bool denial_first = false;
  bool relative = false;
  std::size_t denials = 0;
};

Scorer::Scorer(const Weights& weights) : weights_(weights) {
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/cues.tsv"), 3, "cues.tsv")) {
    const auto section = find_section(row.columns[1]);
    cue_phrases_.add(row.columns[0], cues_.size());
    cues_.push_back({section ? static_cast<std::size_t>(*section) : kSections, number(row, 2, "cues.tsv")});
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/salience.tsv"), 2, "salience.tsv")) {
    salient_.add(row.columns[0], salience_.size());
    salience_.push_back(number(row, 1, "salience.tsv"));
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/drugs.tsv"), 1, "drugs.tsv"))
    drugs_.add(row.columns[0], 0);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/measurements.tsv"), 1, "measurements.tsv"))
    measures_.add(row.columns[0], 0);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/negations.tsv"), 3, "negations.tsv")) {
    const std::string_view kind = row.columns[2];
    scopes_.add(row.columns[0], kind.starts_with("neg") ? denial : kind.starts_with("fam") ? relative
                                    : kind.starts_with("hypo") ? condition : other);
  }
}

double Scorer::salience(std::string_view folded, Span span) const {
  std::vector<PhraseTable::Match> matches;
  salient_.find(folded, span, matches);
  double sum = 0;
  for (const PhraseTable::Match& match : matches) sum += salience_[match.number];
  return sum;
}

Scorer::Evidence Scorer::look(std::string_view folded, Span span) const {
  Evidence evidence;
  std::vector<PhraseTable::Match> matches;
  cue_phrases_.find(folded, span, matches);
  for (const PhraseTable::Match& match : matches) {
    const Cue& cue = cues_[match.number];
    if (cue.section < kSections) evidence.votes[cue.section] += cue.weight;
  }
  evidence.salience = salience(folded, span);
  matches.clear();
  drugs_.find(folded, span, matches);
  evidence.drug = !matches.empty();
  matches.clear();
  scopes_.find(folded, span, matches);
  for (const PhraseTable::Match& match : matches) {
    if (match.number == denial) {
      ++evidence.denials;
      evidence.denial_first |= match.span.start <= span.start + 1;
    }
    evidence.relative |= match.number == relative;
    evidence.condition |= match.number == condition;
  }
  matches.clear();
  measures_.find(folded, span, matches);
  for (const PhraseTable::Match& match : matches) {
    std::size_t at = match.span.end;
    while (at < span.end && at < match.span.end + 4 && !is_digit(folded[at])) ++at;
    if (at < span.end && is_digit(folded[at])) ++evidence.measures;
  }
  for (std::size_t at = span.start; at < span.end && !evidence.dose; ++at)
    if (is_digit(folded[at]) && (at == span.start || !is_word_byte(folded[at - 1])))
      evidence.dose = is_dose(folded, at, span.end);
  return evidence;
}

std::vector<Score> Scorer::score(std::string_view record, std::string_view folded, const std::vector<Block>& blocks,
                                 const std::vector<Clause>& clauses) const {
  std::vector<Score> scores(clauses.size());
  const std::size_t contacts = blocks.empty() ? 0 : blocks.back().contact;
  bool said_something = false;
  bool below_heading = false;
  bool reason_given = false;
  std::size_t reason_guess = clauses.size();
  std::size_t block_seen = blocks.size();
  double heading_salience = 0;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const Clause& clause = clauses[i];
    const Block& block = blocks[clause.block];
    const bool opens = !block.heading.empty() && block.body != block.heading && (i == 0 || clauses[i - 1].block != clause.block);
    const Evidence evidence = look(folded, clause.span);
    Score& score = scores[i];

    // The heading decides, except that a plan or course names the drugs, allergies and appointments of their sections.
    const auto vote = static_cast<std::size_t>(
        std::max_element(evidence.votes.begin(), evidence.votes.end()) - evidence.votes.begin());
    const bool voted = evidence.votes[vote] > 0;
    const bool treats = evidence.drug || evidence.dose;
    const auto cued = [&](Section fallback) {
      if (voted && static_cast<Section>(vote) == Section::allergy) return Section::allergy;
      if (treats) return Section::medication;
      return voted ? static_cast<Section>(vote) : fallback;
    };
    // An allergy heading inside a line (`Allergie: geen. Tetanus 2014.`) speaks of the sentence after it.
    const bool spent = block.section == Section::allergy && i > 0 && clauses[i - 1].block == clause.block &&
                       clauses[i - 1].sentence != clause.sentence && !clause.list_item;
    if (!block.section || spent) {
      score.section = cued(evidence.measures > 0 ? Section::measurement : evidence.denials > 0 ? Section::finding : Section::course);
    } else {
      score.section = *block.section;
      const bool general = *block.section == Section::plan || *block.section == Section::course;
      if (general && (treats || voted)) score.section = cued(*block.section);
      // A value in a plan says when to act, in an assessment it is still a measurement.
      if (*block.section == Section::plan && !may_stand_in_plan(score.section)) score.section = Section::plan;
      if (*block.section == Section::finding && evidence.measures > 0) score.section = Section::measurement;
      if (*block.section == Section::diagnosis && evidence.measures >= 2) score.section = Section::measurement;
    }
    if (evidence.relative && score.section != Section::plan && score.section != Section::social) score.section = Section::history;

    // Below a general heading a statement is worth what its own section is worth, if that is more.
    double weight = weights_.by_section[static_cast<std::size_t>(score.section)];
    if (block.section && !spent) weight = std::max(weight, weights_.by_section[static_cast<std::size_t>(*block.section)]);
    else weight *= weights_.no_heading;
    weight += std::clamp(evidence.salience, -weights_.salience_limit, weights_.salience_limit);
    const bool plans = block.section == Section::plan || block.section == Section::followup ||
                       score.section == Section::plan || score.section == Section::followup;
    if (opens) weight += block.section == Section::reason ? weights_.opens_reason : weights_.opens_section;
    if (evidence.measures >= 3) weight += weights_.vitals;
    if (evidence.condition && plans) weight += weights_.advice;
    if (block.section == Section::medication && evidence.salience <= 0) weight += weights_.home_drug;
    weight += weights_.late * static_cast<double>(clause.span.start) / static_cast<double>(record.size());
    if (clause.block != block_seen) {
      block_seen = clause.block;
      heading_salience = salience(folded, block.heading);
    }
    weight += weights_.heading_salience * heading_salience;
    if (treats && evidence.salience > 0) weight += weights_.drug_change;
    if (evidence.drug) weight += weights_.drug;
    if (evidence.dose) weight += weights_.dose;
    if (evidence.measures > 0) weight += weights_.measure;
    double letterhead = letterhead_.share(record, folded, clause.span);
    if (!block.heading.empty()) letterhead = std::max(letterhead, letterhead_.share(record, folded, block.heading));
    if (letterhead < 0.5 && !said_something) {
      weight += weights_.first_statement;
      said_something = true;
    }
    if (!block.heading.empty()) below_heading = true;
    if (block.body == block.heading) weight *= weights_.header;
    if (!below_heading && folded[clause.span.end - 1] != '.') weight *= weights_.header;
    if (evidence.denials > 0 && !plans && !treats && score.section != Section::allergy) weight *= weights_.denies;
    if (evidence.denial_first && score.section != Section::allergy) weight *= weights_.denial;
    const bool ill = evidence.votes[static_cast<std::size_t>(Section::diagnosis)] > 0 ||
                     evidence.votes[static_cast<std::size_t>(Section::allergy)] > 0;
    if (evidence.relative && (!plans || ill)) weight *= weights_.relative;
    if (clause.list_item) weight *= weights_.list_item;
    if (score.section == Section::allergy && evidence.denials > 0) weight *= weights_.allergy_denied;
    if (contacts > 1 && block.contact < contacts && score.section == Section::diagnosis) weight *= weights_.earlier_diagnosis;
    if (contacts > 1) weight *= block.contact == contacts ? weights_.last_contact : weights_.earlier_contact;
    weight *= 1 - letterhead;
    // Why the patient was seen: what opens the first such heading, or else the first statement that sounds like it.
    const auto asks = static_cast<std::size_t>(Section::reason);
    if (letterhead < 0.5 && !reason_given && block.section == Section::reason) {
      weight *= weights_.reason_factor;
      reason_given = true;
    } else if (letterhead < 0.5 && reason_guess == clauses.size() && !block.section && evidence.votes[asks] > 1 && !evidence.relative) {
      reason_guess = i;
    }
    if (block.scoped && block.heading.empty()) weight = 0;
    score.weight = std::max(weight, 0.0);
  }
  if (!reason_given && reason_guess < clauses.size()) {
    scores[reason_guess].section = Section::reason;
    scores[reason_guess].weight *= weights_.reason_factor;
  }
  return scores;
}

}  // namespace klinker
