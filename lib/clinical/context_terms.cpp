#include "clinical/context_terms.h"

#include <algorithm>

#include "clinical/folded_text.h"

namespace klinker {
namespace {

constexpr std::size_t kShortestStem = 5;  // letters; shorter words are found as they are
constexpr std::size_t kShortestHead = 6;  // of a compound
constexpr std::size_t kShortestFirstPart = 3;
constexpr std::size_t kLongestWord = 64;  // bytes; longer runs are no words
constexpr std::size_t kMostWords = 12;    // of a term
constexpr std::size_t kLongestAbbreviation = 4;

bool is_vowel(char letter) { return std::string_view("aeiouy").find(letter) != std::string_view::npos; }

// Letters of Latin-1 without their accents; other letters keep their bytes.
std::string without_accents(std::string_view folded) {
  static constexpr std::string_view kPlain = "aaaaaaaceeeeiiiidnooooo ouuuuyty";
  std::string plain;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const auto next = i + 1 < folded.size() ? static_cast<unsigned char>(folded[i + 1]) : 0;
    if (static_cast<unsigned char>(folded[i]) == 0xC3 && next >= 0xA0 && next < 0xC0 && next != 0xB7) {
      plain += kPlain[static_cast<std::size_t>(next - 0xA0)];
      ++i;
    } else {
      plain += folded[i];
    }
  }
  return plain;
}

// What Dutch inflection leaves of a word: acute and acuut, fracturen and fractuur, reactieve and reactief, polsen and pols.
std::string stem(std::string word) {
  if (word.size() < kShortestStem || is_digit(word.back())) return word;
  if (word.ends_with("en")) word.resize(word.size() - 2);
  else if (word.ends_with('e') || word.ends_with('s')) word.pop_back();
  if (word.size() > 2 && word[word.size() - 1] == word[word.size() - 2] && !is_vowel(word.back())) word.pop_back();
  if (word.size() > 3 && is_vowel(word[word.size() - 2]) && word[word.size() - 2] == word[word.size() - 3])
    word.erase(word.size() - 2, 1);
  if (word.back() == 'v') word.back() = 'f';
  if (word.back() == 'z') word.back() = 's';
  return word;
}

template <class Use>
void for_each_word(std::string_view folded, Use use) {
  for (std::size_t at = 0; at < folded.size();) {
    if (!is_word_byte(folded[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    while (at < folded.size() && is_word_byte(folded[at])) ++at;
    if (!use(Span{start, at})) return;
  }
}

bool is_abbreviation(std::string_view text) {
  return text.size() <= kLongestAbbreviation && std::any_of(text.begin(), text.end(), is_upper) &&
         std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// From a node by a word to another node.
std::uint64_t edge(std::uint32_t node, std::string_view word) { return hash_of(word) + node * 0x9E3779B97F4A7C15u; }

// Words of one term stand in one line, with little between them.
bool is_gap(std::string_view gap) {
  return gap.size() <= 2 &&
         std::all_of(gap.begin(), gap.end(), [](char c) { return c == ' ' || c == '-' || c == '\'' || c == '/'; });
}

}  // namespace

ContextTerms::Word ContextTerms::read_word(std::string_view folded, Span span) {
  return {span, stem(without_accents(span.of(folded)))};
}

bool ContextTerms::add(std::string_view term, std::uint32_t number) {
  const std::string folded = fold_for_matching(term);
  std::uint32_t node = 0;
  std::size_t count = 0;
  for_each_word(folded, [&](Span span) {
    std::uint32_t& next = edges_[edge(node, read_word(folded, span).key)];
    if (next == 0) {
      next = static_cast<std::uint32_t>(leaves_.size());
      leaves_.emplace_back();
    }
    node = next;
    ++count;
    return true;
  });
  if (count == 0 || count > kMostWords) return false;
  auto& leaf = leaves_[node];
  const bool capitals = is_abbreviation(term);
  if (std::any_of(leaf.begin(), leaf.end(), [&](const Leaf& known) { return known.capitals == capitals; })) return false;
  leaf.push_back({number, capitals});
  return true;
}

// The number of the longest term of one word that ends a compound.
std::uint32_t ContextTerms::find_compound(std::string_view key) const {
  for (std::size_t at = kShortestFirstPart; at + kShortestHead <= key.size(); ++at) {
    const std::uint32_t* const node = edges_.find(edge(0, key.substr(at)));
    if (node == nullptr) continue;
    for (const Leaf& term : leaves_[*node])
      if (!term.capitals) return term.number;
  }
  return kNone;
}

std::vector<ContextTerms::Match> ContextTerms::find(std::string_view record) const {
  const std::string folded = fold_for_matching(record);
  std::vector<Word> words;
  for_each_word(folded, [&](Span span) {
    words.push_back(span.size() <= kLongestWord ? read_word(folded, span) : Word{span, {}});
    return true;
  });
  std::vector<Match> matches;
  for (std::size_t first = 0; first < words.size();) {
    Match best{{}, kNone, false};
    std::size_t past = first + 1;
    std::uint32_t node = 0;
    for (std::size_t i = first; i < words.size() && i < first + kMostWords; ++i) {
      if (i > first && !is_gap(Span{words[i - 1].span.end, words[i].span.start}.of(folded))) break;
      const std::uint32_t* const next = edges_.find(edge(node, words[i].key));
      if (next == nullptr) break;
      node = *next;
      const Span span{words[first].span.start, words[i].span.end};
      for (const Leaf& term : leaves_[node]) {
        if (term.capitals && !is_abbreviation(span.of(record))) continue;
        best = {span, term.number, false};
        past = i + 1;
      }
    }
    if (best.number == kNone) {
      best.number = find_compound(words[first].key);
      best.span = words[first].span;
      best.compound = true;
    }
    // `COPD-verpleegkundige`, `allergie-onderzoek`: what a compound begins with is not what it is.
    const std::size_t end = best.span.end;
    const bool begins_compound = best.number != kNone && end + 1 < folded.size() && folded[end] == '-' &&
                                 is_word_byte(folded[end + 1]) && !is_digit(folded[end + 1]);
    if (best.number != kNone && !begins_compound) matches.push_back(best);
    else past = first + 1;
    first = past;
  }
  return matches;
}

}  // namespace klinker
