#include "clinical/phrase_table.h"

#include "clinical/folded_text.h"

namespace klinker {
namespace {

constexpr std::size_t kAffixKey = 4;  // bytes of an open-ended word that are looked up

std::size_t word_end(std::string_view text, std::size_t at, std::size_t end) {
  while (at < end && is_word_byte(text[at])) ++at;
  return at;
}

std::string_view first_word(std::string_view text) {
  const std::size_t end = word_end(text, 0, text.size());
  return text.substr(0, end == 0 ? 1 : end);
}

std::string_view beginning(std::string_view word) { return word.substr(0, kAffixKey); }
std::string_view ending(std::string_view word) { return word.substr(word.size() - kAffixKey); }

}  // namespace

void PhraseTable::add(std::string_view phrase, std::size_t number) {
  if (phrase.size() > 1 && phrase.front() == '*') {
    std::string text = fold_for_matching(phrase.substr(1));
    if (text.size() < kAffixKey) return;
    auto& list = suffixes_[hash_of(ending(text))];
    list.push_back({std::move(text), number, false});
    return;
  }
  const bool open_end = phrase.size() > 1 && phrase.back() == '*';
  if (open_end) phrase.remove_suffix(1);
  std::string text = fold_for_matching(phrase);
  if (text.empty()) return;
  if (open_end && first_word(text) == text && text.size() >= kAffixKey) {
    auto& list = prefixes_[hash_of(beginning(text))];
    list.push_back({std::move(text), number, true});
    return;
  }
  auto& list = phrases_[hash_of(first_word(text))];
  list.push_back({std::move(text), number, open_end});
}

void PhraseTable::match_list(const std::vector<Phrase>& list, std::string_view folded, std::size_t at, std::size_t end,
                             std::vector<Match>& best) const {
  for (const Phrase& phrase : list) {
    if (folded.compare(at, phrase.text.size(), phrase.text) != 0) continue;
    std::size_t stop = at + phrase.text.size();
    if (stop > end) continue;
    if (stop < end && is_word_byte(phrase.text.back()) && is_word_byte(folded[stop])) {
      if (!phrase.open_end) continue;
      stop = word_end(folded, stop, end);
    }
    if (!best.empty() && best.front().span.end > stop) continue;
    if (!best.empty() && best.front().span.end < stop) best.clear();
    best.push_back({{at, stop}, phrase.number});
  }
}

void PhraseTable::find(std::string_view folded, Span span, std::vector<Match>& matches) const {
  std::vector<Match> best;
  for (std::size_t at = span.start; at < span.end;) {
    if (is_space(folded[at])) {
      ++at;
      continue;
    }
    const std::size_t stop = word_end(folded, at, span.end);
    best.clear();
    const std::string_view key = folded.substr(at, stop == at ? 1 : stop - at);
    // A very long run without spaces is no word.
    if (key.size() <= 64) {
      if (const auto* const found = phrases_.find(hash_of(key))) match_list(*found, folded, at, span.end, best);
      if (best.empty() && stop - at >= kAffixKey && prefixes_.size() > 0)
        if (const auto* const found = prefixes_.find(hash_of(beginning(key))))
          match_list(*found, folded, at, span.end, best);
      if (best.empty() && stop - at >= kAffixKey && suffixes_.size() > 0)
        if (const auto* const found = suffixes_.find(hash_of(ending(key))))
          for (const Phrase& phrase : *found)
            if (key.ends_with(phrase.text)) best.push_back({{at, stop}, phrase.number});
    }
    matches.insert(matches.end(), best.begin(), best.end());
    at = stop == at ? at + 1 : stop;
  }
}

std::size_t PhraseTable::number_of(std::string_view text) const {
  if (text.empty()) return none;
  if (const auto* const found = phrases_.find(hash_of(first_word(text))))
    for (const Phrase& phrase : *found)
      if (phrase.text == text) return phrase.number;
  return none;
}

}  // namespace klinker
