#include "disguise_reader.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>

#include "klinker/text/utf8.h"
#include "table_columns.h"

namespace klinker {
namespace {

constexpr std::size_t kLongest = 64, kShortest = 3, kBest = 4;
constexpr float kRevealed = 0.97f;    // that what is found is what was meant
constexpr float kListed = 4.0f;       // what a form of the tables weighs, beside the logarithm of a word's count
constexpr float kOtherLetter = 1.0f;  // for each letter that a character stands for less often than another

// Ligatures are how a text is set, and hide nothing.
bool is_typographic(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const bool ligature = c == U'\u0132' || c == U'\u0133' || (c >= U'\uFB00' && c <= U'\uFB06');
    if (!ligature && c >= 0x2000) return false;
  }
  return true;
}

std::size_t letters_of(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size();) letters += u_isalpha(static_cast<UChar32>(next_code_point(text, at))) ? 1 : 0;
  return letters;
}

// The form without compatibility forms (ｆ, 𝖿) and invisible characters, and whether it held any.
std::string without_tricks(std::string_view form, bool& invisible) {
  std::string plain;
  invisible = false;
  for (std::size_t at = 0; at < form.size();) {
    const std::size_t start = at;
    const auto c = static_cast<UChar32>(next_code_point(form, at));
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) invisible = true;
    else plain += form.substr(start, at - start);
  }
  if (std::all_of(plain.begin(), plain.end(), [](char c) { return static_cast<signed char>(c) >= 0; })) return plain;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return plain;
  std::string folded;
  nfkc->normalize(icu::UnicodeString::fromUTF8(plain), error).toUTF8String(folded);
  if (U_FAILURE(error) || folded == plain) return plain;
  invisible = invisible || !is_typographic(plain);
  return folded;
}

}  // namespace

DisguiseReader::DisguiseReader(const NormalizerModel& model, const ReadingTable& table) : model_(model), table_(table) {
  const std::string name = "normalize/tables/lookalikes.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 2, name)) {
    Lookalike entry{std::string(row.columns[0]), {}};
    each_part(row.columns[1], " ", [&](std::string_view letter) { entry.letters.emplace_back(letter); });
    if (entry.letters.empty()) fail(name, row, "there are no letters");
    lookalikes_.push_back(std::move(entry));
  }
  std::sort(lookalikes_.begin(), lookalikes_.end(),
            [](const Lookalike& a, const Lookalike& b) { return a.character < b.character; });
}

const DisguiseReader::Lookalike* DisguiseReader::lookalike(std::string_view character) const {
  const auto at = std::lower_bound(lookalikes_.begin(), lookalikes_.end(), character,
                                   [](const Lookalike& a, std::string_view c) { return a.character < c; });
  return at != lookalikes_.end() && at->character == character ? &*at : nullptr;
}

// Signs between letters hide a word only where they stand between single ones: k.u.t, but not e-mail.
bool DisguiseReader::is_spaced(std::string_view plain) const {
  std::size_t run = 0, longest = 0;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t start = at;
    next_code_point(plain, at);
    const Lookalike* entry = lookalike(plain.substr(start, at - start));
    run = entry && entry->letters.front() == "-" ? 0 : run + 1;
    longest = std::max(longest, run);
  }
  return longest == 1;
}

// Walks the lexicon with all the letters that each character may stand for.
void DisguiseReader::add_words(std::string_view plain, bool invisible, bool spaced, std::vector<Found>& found) const {
  struct Way {
    Dawg::State state;
    std::string word;
    float cost;
    std::size_t at;
    bool hidden;
  };
  constexpr std::size_t kTried = 4000;
  std::vector<Way> ways{{model_.words().root(), {}, 0, 0, invisible}};
  for (std::size_t tried = 0; !ways.empty() && tried < kTried; ++tried) {  // depth first: what has read most goes on
    const Way way = std::move(ways.back());
    ways.pop_back();
    if (way.at == plain.size()) {
      const bool known = std::any_of(found.begin(), found.end(), [&](const Found& one) { return one.word == way.word; });
      if (way.hidden && way.state.final && letters_of(way.word) >= kShortest && !known)
        found.push_back({way.word, std::exp(model_.log_count(way.state.index) - way.cost)});
      continue;
    }
    std::size_t next = way.at;
    next_code_point(plain, next);
    const std::string_view character = plain.substr(way.at, next - way.at);
    const auto go = [&](std::string_view letters, float cost, bool hidden) {
      Way to{way.state, way.word, way.cost + cost, next, way.hidden || hidden};
      for (const char byte : letters) {
        to.state = model_.words().next(to.state, byte);
        if (!to.state.alive()) return;
      }
      to.word += letters;
      ways.push_back(std::move(to));
    };
    go(character, 0, false);
    const Lookalike* entry = lookalike(character);
    if (!entry) continue;
    float cost = 0;
    for (const std::string& letter : entry->letters) {
      if (letter == "*")
        model_.words().each(way.state, [&](char byte, const Dawg::State&) {
          if (byte >= 'a' && byte <= 'z') go({&byte, 1}, kOtherLetter, true);
        });
      else if (letter != "-") go(letter, cost, true);
      else if (spaced) go("", cost, true);
      cost += kOtherLetter;
    }
  }
}

// The form with each character's likeliest letter may itself be in the tables.
void DisguiseReader::add_listed(std::string_view plain, bool invisible, bool spaced, std::vector<Found>& found) const {
  std::string folded;
  bool hidden = invisible;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t start = at;
    next_code_point(plain, at);
    const std::string_view character = plain.substr(start, at - start);
    const Lookalike* entry = lookalike(character);
    const bool stands_for = entry && entry->letters.front() != "*" && (spaced || entry->letters.front() != "-");
    hidden = hidden || stands_for;
    if (!stands_for) folded += character;
    else if (entry->letters.front() != "-") folded += entry->letters.front();
  }
  const auto* listed = hidden && folded.size() >= kShortest ? table_.find(folded) : nullptr;
  if (!listed) return;
  for (const Reading& reading : *listed) {
    const bool known = std::any_of(found.begin(), found.end(), [&](const Found& one) { return one.word == reading.text; });
    if (reading.kind != "codeword" && !known) found.push_back({reading.text, std::exp(kListed) * reading.probability});
  }
}

std::vector<Reading> DisguiseReader::read(std::string_view form) const {
  std::vector<Reading> readings;
  if (form.size() > kLongest) return readings;
  bool invisible = false;
  const std::string plain = without_tricks(form, invisible);
  if (letters_of(plain) == 0) return readings;
  const bool spaced = is_spaced(plain);
  std::vector<Found> found;
  add_words(plain, invisible, spaced, found);
  add_listed(plain, invisible, spaced, found);
  std::erase_if(found, [&](const Found& one) { return one.word == form; });
  float total = 0;
  for (const Found& one : found) total += one.weight;
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.weight != b.weight ? a.weight > b.weight : a.word < b.word; });
  if (found.size() > kBest) found.resize(kBest);
  for (const Found& one : found)
    readings.push_back({one.word, "obfuscation", Variety::evasive, kRevealed * one.weight / total, false, false});
  return readings;
}

}  // namespace klinker
