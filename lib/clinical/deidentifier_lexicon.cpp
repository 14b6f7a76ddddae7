#include "clinical/deidentifier_lexicon.h"

#include <algorithm>
#include <array>

#include "clinical/folded_text.h"
#include "klinker/text/table.h"
#include "normalize/normalizer_model.h"

namespace klinker {
namespace {

constexpr std::size_t kShortestEnding = 2, kLongestEnding = 10;

std::vector<TableRow> rows(const std::string& name, std::size_t columns) {
  return parse_table(builtin_table("clinical/tables/" + name), columns, name);
}

CueSet cue_of(std::string_view kind) {
  static constexpr std::pair<std::string_view, CueSet> kKinds[] = {
      {"title", cue::title},       {"function", cue::function},   {"kin", cue::kin},       {"patient", cue::patient},
      {"particle", cue::particle}, {"inner", cue::inner},         {"id", cue::id},         {"bsn", cue::bsn},
      {"phone", cue::phone},       {"head", cue::head},           {"center", cue::center}, {"adjective", cue::adjective},
      {"name", cue::eponym},       {"after", cue::eponym_context}};
  const auto found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& k) { return k.first == kind; });
  return found == std::end(kKinds) ? 0 : found->second;
}

// Rows begin behind the comments.
std::string_view body(const std::string& path) {
  std::string_view table = builtin_table(path);
  while (table.starts_with('#')) table.remove_prefix(std::min(table.find('\n'), table.size() - 1) + 1);
  return table;
}

}  // namespace

IdentityLexicon::IdentityLexicon()
    : families_(body("clinical/tables/family-names.tsv")),
      family_words_(body("clinical/tables/family-words.tsv")) {
  const auto given = rows("given-names.tsv", 2), cues = rows("identity-cues.tsv", 2), eponyms = rows("eponyms.tsv", 2),
             institutions = rows("institutions.tsv", 2);
  for (const TableRow& row : given) add(row.columns[0], row.columns[1] == "word" ? cue::given_word : cue::given);
  for (const TableRow& row : eponyms) add(row.columns[0], cue_of(row.columns[1]));
  for (const TableRow& row : cues) {
    if (row.columns[0].starts_with('*')) endings_.push_back({row.columns[0].substr(1), cue_of(row.columns[1])});
    else add(row.columns[0], cue_of(row.columns[1]));
  }
  for (const TableRow& row : institutions) {
    if (row.columns[1] == "name") phrases_.add(row.columns[0], institution);
    else if (row.columns[0].starts_with('*')) endings_.push_back({row.columns[0].substr(1), cue_of(row.columns[1])});
    else add(row.columns[0], cue_of(row.columns[1]));
  }
  for (const TableRow& row : rows("places.tsv", 2))
    phrases_.add(row.columns[0], row.columns[1] == "word" ? place_word : place);
  for (const TableRow& row : rows("streets.tsv", 2))
    streets_[row.columns[0]] = row.columns[1] == "strong" ? Street::strong : Street::weak;
  for (const char* table : {"drugs.tsv", "measurements.tsv"})
    for (const TableRow& row : rows(table, 1)) add(row.columns[0], cue::stop);
  for (const TableRow& row : rows("headings.tsv", 3))
    if (row.columns[0].size() > 2) add(row.columns[0], cue::stop);
  for (const TableRow& row : parse_table(builtin_table("normalize/tables/medical.tsv"), 5, "medical.tsv"))
    add(row.columns[0], cue::stop);
  for (const TableRow& row : rows("weekdays.tsv", 1)) add(row.columns[0], cue::weekday | cue::stop);
  for (const TableRow& row : parse_table(builtin_table("tokenize/tables/sentence-starters.tsv"), 1, "sentence-starters.tsv"))
    add(row.columns[0], cue::starter);
  for (std::string_view month : {"januari", "februari", "maart",    "april", "mei", "juni", "juli", "augustus", "september",
                                 "oktober", "november", "december", "jan",   "feb", "febr", "mrt",  "apr",      "jun",
                                 "jul",     "aug",      "sep",      "sept",  "okt", "nov",  "dec",  "oct"})
    add(month, cue::month | cue::stop);
}

void IdentityLexicon::add(std::string_view word, CueSet cue) {
  std::string folded = fold_for_matching(word);
  if (folded == word) {
    words_[word] |= cue;
    return;
  }
  const auto found = words_.find(folded);
  if (found != words_.end()) {
    found->second |= cue;
    return;
  }
  folded_.push_back(std::move(folded));
  words_[folded_.back()] |= cue;
}

CueSet IdentityLexicon::cues(std::string_view word) const {
  const auto found = words_.find(word);
  if (found != words_.end()) return found->second;
  if (word.size() > 6)
    for (const Ending& ending : endings_)
      if (word.ends_with(ending.text)) return ending.cue;
  return 0;
}

bool IdentityLexicon::in_dutch_text(std::string_view word) {
  constexpr float kSeen = 1.75f;  // five times
  const NormalizerModel& model = NormalizerModel::builtin();
  const auto found = model.find(word);
  return found != Dawg::kNone && model.log_count(found) >= kSeen;
}

unsigned IdentityLexicon::month(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kStems = {"jan", "feb", "m",   "apr", "mei", "jun",
                                                              "jul", "aug", "sep", "ok",  "nov", "dec"};
  if (word == "maart" || word == "mrt") return 3;
  if (word.starts_with("oct")) return 10;
  for (unsigned i = 0; i < kStems.size(); ++i)
    if (i != 2 && word.starts_with(kStems[i])) return i + 1;
  return 0;
}

IdentityLexicon::Street IdentityLexicon::street(std::string_view word) const {
  Street best = Street::no;
  for (std::size_t size = kShortestEnding; size <= kLongestEnding && size + 2 <= word.size(); ++size)
    if (const auto found = streets_.find(word.substr(word.size() - size)); found != streets_.end())
      best = std::max(best, found->second);
  return best;
}

bool IdentityLexicon::holds(std::string_view table, std::string_view word) {
  std::size_t low = 0, high = table.size();  // line starts
  while (low < high) {
    std::size_t line = low + (high - low) / 2;
    const std::size_t before = line == 0 ? std::string_view::npos : table.rfind('\n', line - 1);
    line = before == std::string_view::npos || before < low ? low : before + 1;
    const std::size_t end = std::min(table.find('\n', line), table.size());
    std::string_view entry = table.substr(line, end - line);
    entry = entry.substr(0, entry.find('\t'));
    if (entry == word) return true;
    if (entry < word) low = std::min(end + 1, table.size());
    else high = line;
  }
  return false;
}

}  // namespace klinker
