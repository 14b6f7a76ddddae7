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
    : families_(body("clinical/tables/family-names.tsv")), family_words_(body("clinical/tables/family-words.tsv")) {
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
    streets_[hash_of(row.columns[0])] = row.columns[1] == "strong" ? Street::strong : Street::weak;
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

void IdentityLexicon::add(std::string_view word, CueSet cue) { words_[hash_of(fold_for_matching(word))] |= cue; }

CueSet IdentityLexicon::cues(std::string_view word) const {
  struct Known {
    std::uint64_t hash = 0;
    CueSet cues = 0;
  };
  constexpr int kBits = 14;
  thread_local std::vector<Known> known(std::size_t{1} << kBits);
  const std::uint64_t hash = hash_of(word);
  Known& last = known[hash >> (64 - kBits)];
  if (last.hash != hash) last = {hash, look_up(word, hash)};
  return last.cues;
}

CueSet IdentityLexicon::look_up(std::string_view word, std::uint64_t hash) const {
  CueSet cues = 0;
  if (const CueSet* const found = words_.find(hash)) {
    cues = *found;
  } else if (word.size() > 6) {
    const auto ending =
        std::find_if(endings_.begin(), endings_.end(), [&](const Ending& e) { return word.ends_with(e.text); });
    if (ending != endings_.end()) cues = ending->cue;
  }
  if (std::all_of(word.begin(), word.end(), is_digit)) return cues;
  if (holds(families_, word)) cues |= cue::family;
  if (holds(family_words_, word)) cues |= cue::family_word;
  constexpr float kSeen = 1.75f;  // five times
  const NormalizerModel& model = NormalizerModel::builtin();
  if (const auto id = model.find(word); id != Dawg::kNone && model.log_count(id) >= kSeen) cues |= cue::in_text;
  return cues;
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
    if (const Street* const found = streets_.find(hash_of(word.substr(word.size() - size)))) best = std::max(best, *found);
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
