#include "clinical/context_lexicon.h"

#include <algorithm>
#include <array>
#include <string>

#include "clinical/folded_text.h"
#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kReporterWindow = 40;   // bytes after a relative in which a verb of telling may begin
constexpr std::size_t kCompanionWindow = 48;  // bytes before one

struct SenseName {
  std::string_view name;
  Sense sense;
};
constexpr std::array kSenses = {SenseName{"absent", Sense::absent},   SenseName{"uncertain", Sense::uncertain},
                                SenseName{"present", Sense::present}, SenseName{"historical", Sense::historical},
                                SenseName{"current", Sense::current}, SenseName{"future", Sense::future},
                                SenseName{"family", Sense::family},   SenseName{"other", Sense::other},
                                SenseName{"patient", Sense::patient}, SenseName{"condition", Sense::condition},
                                SenseName{"none", Sense::none}};
constexpr std::array<std::string_view, 4> kSides = {"before", "after", "both", "end"};
constexpr std::array<std::string_view, 4> kReaches = {"near", "item", "clause", "sentence"};

[[noreturn]] void refuse(const char* table, const TableRow& row, std::string_view word) {
  throw Error(ErrorCode::invalid_table,
              std::string(table) + ", line " + std::to_string(row.line) + ": unknown word \"" + std::string(word) + "\"");
}

Sense sense_of(const char* table, const TableRow& row, std::string_view word) {
  for (const SenseName& known : kSenses)
    if (known.name == word) return known.sense;
  refuse(table, row, word);
}

std::size_t index_of(const std::array<std::string_view, 4>& names, const char* table, const TableRow& row,
                     std::string_view word) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) refuse(table, row, word);
  return static_cast<std::size_t>(found - names.begin());
}

bool has_word(std::string_view text) { return std::any_of(text.begin(), text.end(), is_word_byte); }

// A sign speaks of what it is written to: `koorts -`, `?fractuur`; inside a word, or as a dash between words, it is none.
bool is_sign_in_use(std::string_view folded, Span sentence, Span sign, Side& side, bool plus_and_minus) {
  const bool word_left = sign.start > sentence.start && is_word_byte(folded[sign.start - 1]);
  const bool word_right = sign.end < sentence.end && is_word_byte(folded[sign.end]);
  if (word_right) {
    if (word_left || side != Side::both) return false;
    side = Side::before;
    return true;
  }
  if (sign.start == sentence.start) return false;
  if (side == Side::both) side = Side::after;
  const bool spaced = folded[sign.start - 1] == ' ' && sign.end + 1 < sentence.end && folded[sign.end] == ' ' &&
                      is_word_byte(folded[sign.end + 1]);
  return !spaced || sign.size() > 1 || folded[sign.start] == '?' || plus_and_minus;
}

// `3 dd 500`, `d.d. 12-3`: a short form beside a number is a dose or a date, but `DD 1. jicht` is a list.
bool is_beside_number(std::string_view folded, Span sentence, Span form) {
  if (std::count_if(folded.begin() + static_cast<std::ptrdiff_t>(form.start),
                    folded.begin() + static_cast<std::ptrdiff_t>(form.end), is_word_byte) > 2)
    return false;
  std::size_t left = form.start;
  while (left > sentence.start && folded[left - 1] == ' ') --left;
  if (left > sentence.start && is_digit(folded[left - 1])) return true;
  std::size_t right = form.end;
  while (right < sentence.end && (folded[right] == ' ' || folded[right] == '.')) ++right;
  if (right >= sentence.end || !is_digit(folded[right])) return false;
  while (right < sentence.end && is_digit(folded[right])) ++right;
  return right >= sentence.end || (folded[right] != '.' && folded[right] != ')');
}

}  // namespace

std::size_t count_words(std::string_view folded, Span part, std::size_t most) {
  std::size_t words = 0;
  for (std::size_t at = part.start; at < part.end && words <= most; ++at)
    words += is_word_byte(folded[at]) && (at == part.start || !is_word_byte(folded[at - 1]));
  return words;
}

ContextLexicon::ContextLexicon() {
  add_triggers();
  add_shared_cues();
  add_words();
}

void ContextLexicon::add_triggers() {
  constexpr const char* kTable = "context_triggers.tsv";
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/context_triggers.tsv"), 4, kTable)) {
    triggers_.add(row.columns[0], rows_.size());
    rows_.push_back({sense_of(kTable, row, row.columns[1]), static_cast<Side>(index_of(kSides, kTable, row, row.columns[2])),
                     static_cast<Reach>(index_of(kReaches, kTable, row, row.columns[3]))});
  }
}

// The summariser's cues, where the table above does not say more of them. Its conditions with "bij" name what may be the
// entity itself; the cue "bij" finds those.
void ContextLexicon::add_shared_cues() {
  PhraseTable known;
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/context_triggers.tsv"), 4, "context_triggers.tsv"))
    known.add(row.columns[0], 0);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/negations.tsv"), 3, "negations.tsv")) {
    const std::string phrase = fold_for_matching(row.columns[0]);
    const std::string_view kind = row.columns[2];
    const bool before = row.columns[1] == "forward";
    if (known.number_of(phrase) != PhraseTable::none || !has_word(phrase)) continue;
    if (kind == "hypothetical" && phrase.starts_with("bij ")) continue;
    const Sense sense = kind == "negated"        ? Sense::absent
                        : kind == "hypothetical" ? Sense::future
                                                 : sense_of("negations.tsv", row, kind);
    triggers_.add(phrase, rows_.size());
    rows_.push_back({sense, before ? Side::before : Side::after,
                     before && (sense == Sense::family || sense == Sense::future) ? Reach::sentence : Reach::clause});
  }
}

void ContextLexicon::add_words() {
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/context_ends.tsv"), 2, "context_ends.tsv")) {
    if (row.columns[1] != "both" && row.columns[1] != "before") refuse("context_ends.tsv", row, row.columns[1]);
    ends_.add(row.columns[0], row.columns[1] == "before");
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/context_headings.tsv"), 2, "context_headings.tsv")) {
    headings_.add(row.columns[0], heading_senses_.size());
    heading_senses_.push_back(sense_of("context_headings.tsv", row, row.columns[1]));
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/context_words.tsv"), 2, "context_words.tsv")) {
    const std::string_view kind = row.columns[1];
    if (kind == "joined" || kind == "closed") {
      joints_.add(row.columns[0], static_cast<std::size_t>(kind == "closed" ? Joint::closed : Joint::joined));
      continue;
    }
    PhraseTable* table = kind == "reporter"     ? &reporters_
                         : kind == "companion"  ? &companions_
                         : kind == "possessive" ? &possessives_
                         : kind == "action"     ? &actions_
                         : kind == "month"      ? &months_
                         : kind == "unit"       ? &units_
                                                : nullptr;
    if (table == nullptr) refuse("context_words.tsv", row, kind);
    table->add(row.columns[0], 0);
  }
}

// `moeder belt dat …`, `moeder is ongerust`: what follows is of the patient.
bool ContextLexicon::tells(std::string_view folded, Span sentence, Span relative) const {
  Span after{relative.end, std::min(sentence.end, relative.end + kReporterWindow)};
  if (const std::size_t mark = after.of(folded).find_first_of(",;:.()"); mark != std::string_view::npos)
    after.end = after.start + mark;
  std::vector<Match> verbs;
  reporters_.find(folded, after, verbs);
  return !verbs.empty() && count_words(folded, {after.start, verbs.front().span.start}, 1) <= 1;
}

// `komt met haar moeder`, `volgens vader`.
bool ContextLexicon::accompanies(std::string_view folded, Span sentence, Span relative) const {
  std::size_t end = relative.start;
  const auto skip_spaces = [&] {
    while (end > sentence.start && folded[end - 1] == ' ') --end;
  };
  skip_spaces();
  std::size_t word = end;
  while (word > sentence.start && is_word_byte(folded[word - 1])) --word;
  if (possessives_.number_of(folded.substr(word, end - word)) != PhraseTable::none) {
    end = word;
    skip_spaces();
  }
  std::size_t start = end - std::min(end - sentence.start, kCompanionWindow);
  while (start > sentence.start && start < end && is_word_byte(folded[start - 1])) ++start;
  std::vector<Match> phrases;
  companions_.find(folded, {start, relative.end}, phrases);  // `woont bij` may begin before the cue `bij moeder`
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](const Match& phrase) { return phrase.span.start < relative.start && phrase.span.end >= end; });
}

void ContextLexicon::find_cues(std::string_view folded, Span sentence, const std::vector<Span>& entities,
                               std::vector<ContextCue>& cues) const {
  std::vector<Match> matches;
  std::size_t from = sentence.start;
  auto entity = std::lower_bound(entities.begin(), entities.end(), sentence.start,
                                 [](Span place, std::size_t at) { return place.start < at; });
  for (; entity != entities.end() && entity->start < sentence.end; ++entity) {
    if (entity->start > from) triggers_.find(folded, {from, entity->start}, matches);
    from = std::max(from, entity->end);
  }
  if (from < sentence.end) triggers_.find(folded, {from, sentence.end}, matches);
  bool plus = false, minus = false;
  for (const Match& match : matches) {
    const std::string_view text = match.span.of(folded);
    plus |= text == "+";
    minus |= text == "-";
  }
  Span taken;
  for (const Match& match : matches) {
    if (match.span.start < taken.end && match.span != taken) continue;
    auto [sense, side, reach] = rows_[match.number];
    if (!has_word(match.span.of(folded))) {
      if (!is_sign_in_use(folded, sentence, match.span, side, plus && minus)) continue;
    } else if (sense == Sense::uncertain && is_beside_number(folded, sentence, match.span)) {
      continue;
    }
    taken = match.span;
    if (sense == Sense::none) continue;
    const bool someone = sense == Sense::family || sense == Sense::other;
    if (someone &&
        (accompanies(folded, sentence, match.span) || (side == Side::before && tells(folded, sentence, match.span))))
      continue;
    cues.push_back({match.span, sense, side, reach});
  }
}

void ContextLexicon::find_ends(std::string_view folded, Span sentence, std::vector<ContextEnd>& ends) const {
  std::vector<Match> matches;
  ends_.find(folded, sentence, matches);
  for (const Match& match : matches) ends.push_back({match.span, match.number == 1});
}

Sense ContextLexicon::heading(std::string_view folded, Span heading) const {
  std::vector<Match> matches;
  headings_.find(folded, heading, matches);
  // Without a colon, `Geen koorts` above other text may be a statement; `Medische voorgeschiedenis` is a heading.
  heading = trim(folded, heading);
  if (matches.empty() || (is_word_byte(folded[heading.end - 1]) && matches.back().span.end != heading.end))
    return Sense::none;
  Sense found = Sense::none;
  for (const Match& match : matches) {
    const Sense sense = heading_senses_[match.number];
    if (found == Sense::none || sense == Sense::family) found = sense;  // `Familiale antecedenten` are the family's
  }
  return found;
}

bool ContextLexicon::says_what_to_do(std::string_view folded, Span sentence) const {
  std::vector<Match> matches;
  actions_.find(folded, sentence, matches);
  return !matches.empty();
}

ContextLexicon::Joint ContextLexicon::joint(std::string_view folded, Span part) const {
  std::vector<Match> matches;
  joints_.find(folded, part, matches);
  auto strongest = Joint::none;
  for (const Match& match : matches) strongest = std::max(strongest, static_cast<Joint>(match.number));
  return strongest;
}

}  // namespace klinker
