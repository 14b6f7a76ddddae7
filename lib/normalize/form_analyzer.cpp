#include "form_analyzer.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "klinker/error.h"
#include "klinker/text/mapped_text.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kLongest = 64;

// Natural logarithms of counts: what makes a word believable as the result of a rule, or of a split.
constexpr float kBelievable = 2.0f, kCommon = 5.5f;

// How likely each rule is right where it finds something and the text is not standard.
constexpr float kShortened = 0.95f, kRevealed = 0.97f;

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

// Numbers that stand before "maal": 2 → "twee".
std::string_view number_word(std::string_view digits) {
  static constexpr std::string_view kWords[] = {"", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht"};
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() && value < std::size(kWords) ? kWords[value]
                                                                                                   : std::string_view();
}

}  // namespace

FormAnalyzer::FormAnalyzer(const NormalizerModel& model, const NormalizerWeights& weights, const std::string& user_table)
    : model_(model), weights_(weights), table_(user_table) {
  std::string name = "normalize/tables/clitics.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 5, name)) {
    float share = 0;
    std::from_chars(row.columns[4].data(), row.columns[4].data() + row.columns[4].size(), share);
    clitics_.push_back({std::string(row.columns[1]), std::string(row.columns[2]), row.columns[0] == "start",
                        variety(row.columns[3]), share});
  }
  name = "normalize/tables/units.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 3, name))
    units_.push_back({std::string(row.columns[0]), std::string(row.columns[1]), variety(row.columns[2])});
  name = "normalize/tables/lookalikes.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 2, name)) {
    Lookalike entry{std::string(row.columns[0]), {}};
    for (std::string_view rest = row.columns[1]; !rest.empty();) {
      const std::size_t end = rest.find(' ');
      entry.letters.emplace_back(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    lookalikes_.push_back(std::move(entry));
  }
  std::sort(lookalikes_.begin(), lookalikes_.end(),
            [](const Lookalike& a, const Lookalike& b) { return a.character < b.character; });
}

const FormAnalyzer::Lookalike* FormAnalyzer::lookalike(std::string_view character) const {
  const auto at = std::lower_bound(lookalikes_.begin(), lookalikes_.end(), character,
                                   [](const Lookalike& a, std::string_view c) { return a.character < c; });
  return at != lookalikes_.end() && at->character == character ? &*at : nullptr;
}

bool FormAnalyzer::believable(std::string_view word) const {
  const auto id = model_.find(word);
  constexpr std::size_t kLong = 5;  // letters that do not make a word by chance
  return id != Dawg::kNone && (model_.log_count(id) >= kBelievable || word.size() >= kLong);
}

// Dutch writes compounds as one word: two words of the lexicon of four letters or more, with or without -s- between them.
bool FormAnalyzer::is_compound(std::string_view form) const {
  constexpr std::size_t kPart = 4;
  for (std::size_t at = kPart; at + kPart <= form.size(); ++at) {
    if (is_continuation(form[at]) || model_.find(form.substr(at)) == Dawg::kNone) continue;
    std::string_view first = form.substr(0, at);
    if (model_.find(first) != Dawg::kNone) return true;
    if ((first.ends_with('s') || first.ends_with('-')) && first.size() > kPart) {
      first.remove_suffix(1);
      if (model_.find(first) != Dawg::kNone) return true;
    }
  }
  return false;
}

FormAnalysis FormAnalyzer::analyze(std::string_view form, Variety variety) const {
  FormAnalysis result = readings_of(form, variety);
  result.has_contexts = contexts_.knows(form);
  for (const Reading& reading : result.readings) result.told[static_cast<std::size_t>(reading.variety)] = true;
  std::erase_if(result.readings, [&](const Reading& reading) { return ReadingTable::key(reading.text) == form; });
  for (const Reading& reading : result.readings) result.words.push_back(model_.ids(reading.text));
  return result;
}

FormAnalysis FormAnalyzer::readings_of(std::string_view form, Variety variety) const {
  FormAnalysis result;
  result.word = model_.find(form);
  result.standard = result.word != Dawg::kNone;
  const bool abbreviation = form.size() > 2 && form.ends_with('.');
  if (const auto* readings = table_.find(form)) result.readings = *readings;
  else if (const auto* without = abbreviation ? table_.find(form.substr(0, form.size() - 1)) : nullptr)
    result.readings = *without;
  const bool from_user = !result.readings.empty() && result.readings.front().from_user;
  if (from_user || form.size() > kLongest || form.empty()) return result;
  result.rare = result.standard && model_.log_count(result.word) < weights_.rare;
  if (result.standard && !result.rare) return result;
  if (result.readings.empty() && !result.rare) {
    const bool has_digit = std::any_of(form.begin(), form.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (has_digit) add_quantities(form, result.readings);
    if (result.readings.empty()) add_shortened(form, result.readings);
    if (result.readings.empty()) {
      const auto revealed = reveal(form);
      result.readings.insert(result.readings.end(), revealed.begin(), revealed.end());
    }
    if (result.readings.empty() && !has_digit) {
      result.standard = is_compound(form);
      add_clitics(form, result.readings);
      if (!result.standard) add_splits(form, result.readings);
    }
  }
  if (variety != Variety::standard && (!result.standard || result.rare) && letters_of(form) >= 3) {
    float strongest = 0;
    for (const Reading& reading : result.readings) strongest = std::max(strongest, reading.probability);
    if (strongest < 0.5f) add_rewrites(form, variety, !result.rare && !abbreviation, result.readings);
  }
  return result;
}

// Shortens every run of three or more of one letter, and a doubled last letter, to one or two, and takes the words that
// result: "leuuuuk" → "leuk", "heeeel" → "heel". Runs beyond the fourth are shortened to one.
void FormAnalyzer::add_shortened(std::string_view form, std::vector<Reading>& readings) const {
  struct Run {
    std::size_t start, size;
  };
  std::vector<Run> runs;
  for (std::size_t i = 0; i < form.size();) {
    std::size_t end = i + 1;
    while (end < form.size() && form[end] == form[i]) ++end;
    const bool last = end == form.size() && end - i == 2;
    if ((end - i >= 3 || last) && form[i] >= 'a' && form[i] <= 'z') runs.push_back({i, end - i});
    i = end;
  }
  if (runs.empty()) return;
  constexpr std::size_t kTried = 4;
  struct Found {
    std::string text, kind;
    float weight;
    Variety variety;
  };
  std::vector<Found> found;
  float total = 0;
  for (unsigned choice = 0; choice < 1u << std::min(runs.size(), kTried); ++choice) {
    std::string candidate;
    std::size_t copied = 0;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      candidate.append(form, copied, runs[r].start - copied);
      candidate.append(r < kTried && (choice >> r & 1) ? 2 : 1, form[runs[r].start]);
      copied = runs[r].start + runs[r].size;
    }
    candidate.append(form, copied, std::string_view::npos);
    if (candidate == form) continue;
    const auto id = model_.find(candidate);
    if (const auto* listed = table_.find(candidate); listed && (id == Dawg::kNone || model_.log_count(id) < kCommon)) {
      found.push_back({listed->front().text, "elongation", 50.0f * listed->front().probability, listed->front().variety});
      total += found.back().weight;
    } else if (id != Dawg::kNone) {
      found.push_back({candidate, "elongation", std::exp(model_.log_count(id)), Variety::chat});
      total += found.back().weight;
    }
  }
  for (const Found& one : found)
    readings.push_back({one.text, one.kind, one.variety, kShortened * one.weight / total, false, false});
}

void FormAnalyzer::add_clitics(std::string_view form, std::vector<Reading>& readings) const {
  const auto add = [&](const Clitic& clitic, std::string_view word, float share) {
    const auto a = model_.find(clitic.at_start ? std::string_view(clitic.replacement) : word);
    const auto b = model_.find(clitic.at_start ? word : std::string_view(clitic.replacement));
    if (a == Dawg::kNone || b == Dawg::kNone || !model_.ngrams().has_bigram(a, b)) return;
    readings.push_back(
        {clitic.at_start ? clitic.replacement + ' ' + std::string(word) : std::string(word) + ' ' + clitic.replacement,
         "contraction", clitic.variety, share, false, false});
  };
  for (const Clitic& clitic : clitics_) {
    if (form.size() <= clitic.form.size() + 1 ||
        !(clitic.at_start ? form.starts_with(clitic.form) : form.ends_with(clitic.form)))
      continue;
    const std::string_view rest =
        clitic.at_start ? form.substr(clitic.form.size()) : form.substr(0, form.size() - clitic.form.size());
    if (const auto word = model_.find(rest); word != Dawg::kNone && model_.log_count(word) >= kBelievable)
      add(clitic, rest, clitic.share);
    if (const auto* listed = table_.find(rest))
      for (const Reading& reading : *listed)
        if (reading.text.find(' ') == std::string::npos && reading.probability > 0.2f)
          add(clitic, reading.text, clitic.share * reading.probability);
  }
}

// Two words that often stand together, written as one: "ofzo", "zullenwe".
void FormAnalyzer::add_splits(std::string_view form, std::vector<Reading>& readings) const {
  std::vector<Reading> found;
  float total = 0;
  for (std::size_t at = 2; at + 2 <= form.size(); ++at) {
    if (is_continuation(form[at])) continue;
    const std::string_view first = form.substr(0, at), second = form.substr(at);
    const auto a = model_.find(first), b = model_.find(second);
    if (a == Dawg::kNone || b == Dawg::kNone || !model_.ngrams().has_bigram(a, b)) continue;
    const float likely = model_.ngrams().log_probability(a, b) + model_.log_count(a);
    if (likely < 0.5f) continue;
    found.push_back(
        {std::string(first) + ' ' + std::string(second), "split", Variety::chat, std::exp(likely), false, false});
    total += found.back().probability;
  }
  for (Reading& reading : found) {
    reading.probability *= weights_.split / total;
    readings.push_back(std::move(reading));
  }
}

void FormAnalyzer::add_quantities(std::string_view form, std::vector<Reading>& readings) const {
  std::size_t digits = 0;
  while (digits < form.size() &&
         ((form[digits] >= '0' && form[digits] <= '9') || (digits > 0 && (form[digits] == ',' || form[digits] == '.'))))
    ++digits;
  if (digits == 0 || digits == form.size()) return;
  const std::string_view number = form.substr(0, digits), suffix = form.substr(digits);
  for (const Unit& unit : units_) {
    if (unit.suffix != suffix) continue;
    std::string text;
    bool complete = true;
    for (const char c : unit.reading) {
      if (c == '#') text += number;
      else if (c == '%') text += number_word(number), complete = complete && !number_word(number).empty();
      else text += c;
    }
    if (complete) readings.push_back({std::move(text), "abbreviation", unit.variety, 0.9f, false, false});
  }
}

std::vector<Reading> FormAnalyzer::reveal(std::string_view form) const {
  std::vector<Reading> readings;
  if (form.size() > kLongest) return readings;
  // Compatibility forms (ﬁ, ｆ, 𝖿) and invisible characters first.
  std::string plain;
  bool invisible = false;
  for (std::size_t at = 0; at < form.size();) {
    const std::size_t start = at;
    const auto c = static_cast<UChar32>(next_code_point(form, at));
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) invisible = true;
    else plain += form.substr(start, at - start);
  }
  if (std::any_of(plain.begin(), plain.end(), [](char c) { return static_cast<signed char>(c) < 0; })) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(error);
    if (U_SUCCESS(error)) {
      std::string folded;
      nfkc->normalize(icu::UnicodeString::fromUTF8(plain), error).toUTF8String(folded);
      if (U_SUCCESS(error) && folded != plain) {
        invisible = invisible || !is_typographic(plain);
        plain = folded;
      }
    }
  }
  // Signs between letters hide a word only where they stand between single ones: k.u.t, but not e-mail.
  std::size_t run = 0, longest = 0;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t start = at;
    next_code_point(plain, at);
    const Lookalike* entry = lookalike(std::string_view(plain).substr(start, at - start));
    run = entry && entry->letters.front() == "-" ? 0 : run + 1;
    longest = std::max(longest, run);
  }
  const bool spaced = longest == 1;
  // Walk the lexicon with all the letters that each character may stand for.
  struct Way {
    Dawg::State state;
    std::string word;
    float cost;
    std::size_t at, hidden;
  };
  std::vector<Way> ways{{model_.words().root(), {}, 0, 0, 0}};
  std::set<std::string> seen;
  struct Found {
    std::string word;
    float weight;
  };
  std::vector<Found> found;
  constexpr std::size_t kTried = 4000, kBest = 4;
  std::size_t letters = letters_of(plain);
  if (letters == 0) return readings;
  const auto accept = [&](const std::string& word, bool common, float log_count, float cost) {
    if (!seen.insert(word).second || word == form) return;
    found.push_back({word, std::exp((common ? log_count : 3.0f) - cost)});
  };
  std::vector<std::string> foldings{""};  // with each character's first letter, for forms of the tables
  for (std::size_t tried = 0; !ways.empty() && tried < kTried; ++tried) {  // depth first: what has read most goes on
    const Way way = std::move(ways.back());
    ways.pop_back();
    if (way.at == plain.size()) {
      if ((way.hidden > 0 || invisible) && way.state.final && letters_of(way.word) >= 3)
        accept(way.word, true, model_.log_count(way.state.index), way.cost);
      continue;
    }
    std::size_t next = way.at;
    next_code_point(plain, next);
    const std::string_view character = std::string_view(plain).substr(way.at, next - way.at);
    const auto go = [&](std::string_view letters_written, float cost, std::size_t hidden) {
      Way to{way.state, way.word, way.cost + cost, next, way.hidden + hidden};
      for (const char byte : letters_written) {
        to.state = model_.words().next(to.state, byte);
        if (!to.state.alive()) return;
      }
      to.word += letters_written;
      ways.push_back(std::move(to));
    };
    go(character, 0, 0);
    if (const Lookalike* entry = lookalike(character)) {
      float cost = 0;
      for (const std::string& letter : entry->letters) {
        if (letter == "*")
          model_.words().each(way.state, [&](char byte, const Dawg::State&) {
            if (byte >= 'a' && byte <= 'z') go({&byte, 1}, 1.0f, 1);
          });
        else if (letter != "-") go(letter, cost, 1);
        else if (spaced) go("", cost, 1);
        cost += 1.0f;
      }
    }
  }
  // The form without disguise may itself be in the tables.
  std::string folded;
  std::size_t hidden = 0;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t start = at;
    next_code_point(plain, at);
    const std::string_view character = std::string_view(plain).substr(start, at - start);
    const Lookalike* entry = lookalike(character);
    if (entry && entry->letters.front() != "*" && (spaced || entry->letters.front() != "-")) {
      ++hidden;
      if (entry->letters.front() != "-") folded += entry->letters.front();
    } else {
      folded += character;
    }
  }
  if (hidden > 0 || invisible)
    if (const auto* listed = table_.find(folded); listed && folded != form && folded.size() >= 3)
      for (const Reading& reading : *listed)
        if (reading.kind != "codeword" && seen.insert(reading.text).second)
          found.push_back({reading.text, std::exp(4.0f) * reading.probability});
  float total = 0;
  for (const Found& one : found) total += one.weight;
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.weight != b.weight ? a.weight > b.weight : a.word < b.word; });
  if (found.size() > kBest) found.resize(kBest);
  for (const Found& one : found)
    readings.push_back({one.word, "obfuscation", Variety::evasive, kRevealed * one.weight / total, false, false});
  return readings;
}

void FormAnalyzer::add_rewrites(std::string_view form, Variety variety, bool slips, std::vector<Reading>& readings) const {
  const auto words = rules_.words(form, variety, slips, model_);
  float total = std::exp(-weights_.even_cost);
  for (const RewrittenWord& word : words) total += std::exp(-word.cost);
  for (const RewrittenWord& word : words) {
    const bool listed =
        std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) { return reading.text == word.word; });
    if (!listed)
      readings.push_back({word.word, word.regional ? "dialect" : "spelling", word.regional ? variety : Variety::chat,
                          weights_.rewritten * std::exp(-word.cost) / total, false, false});
  }
}

}  // namespace klinker
