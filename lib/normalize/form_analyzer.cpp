#include "form_analyzer.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>

#include "klinker/text/utf8.h"
#include "table_columns.h"

namespace klinker {
namespace {

constexpr std::size_t kLongest = 64;

// Natural logarithms of counts: what makes a word believable as the result of a rule, or of a split.
constexpr float kBelievable = 2.0f, kCommon = 5.5f;

// How likely each rule is right where it finds something and the text is not standard.
constexpr float kShortened = 0.95f;

std::size_t letters_of(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size();) letters += u_isalpha(static_cast<UChar32>(next_code_point(text, at))) ? 1 : 0;
  return letters;
}

}  // namespace

FormAnalyzer::FormAnalyzer(const NormalizerModel& model, const NormalizerWeights& weights, const std::string& user_table)
    : model_(model), weights_(weights), table_(user_table), disguises_(model, table_) {
  std::string name = "normalize/tables/clitics.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 5, name)) {
    const bool at_start = row.columns[0] == "start";
    if (!at_start && row.columns[0] != "end") fail(name, row, "the place is start or end");
    clitics_.push_back({std::string(row.columns[1]), std::string(row.columns[2]), at_start, variety_in(row, 3, name),
                        number_in(row, 4, name)});
  }
  name = "normalize/tables/units.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 3, name))
    units_.push_back({std::string(row.columns[0]), std::string(row.columns[1]), variety_in(row, 2, name)});
  name = "normalize/tables/number-words.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 2, name))
    number_words_.emplace(std::string(row.columns[0]), std::string(row.columns[1]));
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
    if (result.readings.empty()) result.readings = disguises_.read(form);
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
      if (c == '#') {
        text += number;
      } else if (c == '%') {
        const auto word = number_words_.find(number);
        complete = word != number_words_.end();
        if (complete) text += word->second;
      } else {
        text += c;
      }
    }
    if (complete) readings.push_back({std::move(text), "abbreviation", unit.variety, 0.9f, false, false});
  }
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
