#include "summarize/term_reader.h"

#include <algorithm>

#include "clinical/folded_text.h"

namespace klinker {
namespace {

constexpr float kCommonest = 11;  // log counts from here on belong to words that tell nothing: "jaar", "moeten"
constexpr std::size_t kLongest = 40, kShortestStem = 3, kShortestPart = 4;
constexpr float kCommonPart = 3.5;  // log count from which a word is believed to be a part of a compound

bool is_vowel(char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; }

// What stands before an ending that begins with a vowel, as it is written alone: "bomm": bom, "brev": breev, "huiz": huis.
std::vector<std::string> closed_forms(std::string_view front) {
  std::vector<std::string> forms;
  const std::size_t n = front.size();
  const auto voiceless = [](std::string form) {
    if (form.back() == 'v') form.back() = 'f';
    if (form.back() == 'z') form.back() = 's';
    return form;
  };
  const bool consonant = !is_vowel(front[n - 1]);
  if (consonant && front[n - 1] == front[n - 2]) forms.emplace_back(front.substr(0, n - 1));
  // An open syllable has its vowel once.
  if (consonant && n >= 3 && is_vowel(front[n - 2]) && !is_vowel(front[n - 3]) && front[n - 2] != 'i' && front[n - 2] != 'y')
    forms.push_back(voiceless(std::string(front.substr(0, n - 1)) + front[n - 2] + front[n - 1]));
  forms.push_back(voiceless(std::string(front)));
  return forms;
}

}  // namespace

float TermReader::count(std::string_view word) const {
  const NormalizerModel::WordId id = model_.find(word);
  return id == Dawg::kNone ? -1 : model_.log_count(id);
}

float TermReader::rarity(std::string_view word) const {
  return std::clamp((kCommonest - std::max(0.0f, count(word))) / kCommonest, 0.0f, 1.0f);
}

std::string TermReader::stem(std::string_view word) const {
  const auto ends = [&](std::string_view ending) {
    return word.size() >= ending.size() + kShortestStem && word.ends_with(ending);
  };
  const auto front = [&](std::size_t ending) { return word.substr(0, word.size() - ending); };
  if (ends("'s")) return std::string(front(2));
  if (ends("heden")) return std::string(front(5)) + "heid";
  if (ends("en")) {
    if (ends("een")) return std::string(word);
    for (const std::string& form : closed_forms(front(2)))
      if (known(form)) return form;
    if (known(front(1))) return std::string(front(1));  // gemeenten
    return word.size() > 8 ? std::string(front(2)) : std::string(word);
  }
  if (ends("e") && !ends("ee") && !ends("ie")) {
    // "gemeente" is no form of "gemeent", nor is "bode" of "bood": only what is commoner is believed.
    for (const std::string& form : closed_forms(front(1)))
      if (known(form) && count(form) + 1 > count(word)) return form;
    return std::string(word);
  }
  if (ends("s") && !ends("ss") && known(front(1)) && count(front(1)) + 1 > count(word)) return std::string(front(1));
  if (ends("t") && known(front(1)) && known(std::string(front(1)) + "t") && word.size() > 5) {
    // The verb, where its infinitive is one: "verleent", by "verlenen".
    const std::string_view base = front(1);
    const std::size_t n = base.size();
    const bool open = n >= 3 && base[n - 2] == base[n - 3] && is_vowel(base[n - 2]) && !is_vowel(base[n - 1]);
    const std::string infinitive = (open ? std::string(base.substr(0, n - 2)) + base[n - 1] : std::string(base)) + "en";
    if (known(infinitive)) return std::string(base);
  }
  return std::string(word);
}

// Where the second part of a compound begins, 0 for no compound: the place at which the rarer part is commonest.
std::size_t TermReader::find_joint(std::string_view word) const {
  std::size_t best = 0;
  float best_count = kCommonPart;
  for (std::size_t at = kShortestPart; at + kShortestPart <= word.size(); ++at) {
    if (static_cast<unsigned char>(word[at]) >= 0x80) continue;
    const float second = count(word.substr(at));
    if (second <= best_count) continue;
    std::string_view first = word.substr(0, at);
    float before = count(first);
    if (before <= best_count && first.size() > kShortestPart && first.back() == 's') before = count(first.substr(0, at - 1));
    if (before > best_count) {
      best = at;
      best_count = std::min(before, second);
    }
  }
  return best;
}

std::vector<WordTerm> TermReader::read(std::string_view word) const {
  if (word.size() < 2 || word.size() > kLongest ||
      std::none_of(word.begin(), word.end(), [](char c) { return is_word_byte(c) && !is_digit(c); }))
    return {};
  std::vector<WordTerm> terms;
  std::string whole = stem(word);
  // The commoner of both forms says how common the word is.
  const float rarity_of_whole = std::min(rarity(word), rarity(whole));
  if (rarity_of_whole <= 0) return {};
  if (const std::size_t at = whole.size() >= 2 * kShortestPart ? find_joint(whole) : 0; at > 0) {
    std::string first = whole.substr(0, at);
    if (first.back() == 's' && !known(first)) first.pop_back();
    for (const std::string& part : {stem(first), stem(std::string_view(whole).substr(at))})
      if (const float weight = rarity(part) / 2; weight > 0) terms.push_back({part, weight});
  }
  terms.insert(terms.begin(), {std::move(whole), rarity_of_whole});
  return terms;
}

}  // namespace klinker
