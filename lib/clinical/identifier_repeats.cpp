#include "clinical/identifier_repeats.h"

#include <algorithm>

#include "clinical/folded_text.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

bool in_word(char byte) { return is_word_byte(byte) || is_upper(byte); }

bool tells_enough(std::string_view text) {
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  const auto letters =
      std::count_if(text.begin(), text.end(), [](char c) { return in_word(c) && !is_digit(c) && !is_continuation(c); });
  return letters >= 3 || digits >= 5;
}

// The word that begins at `at`, or the one character that is no part of a word.
std::string_view first_word(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && in_word(text[end])) ++end;
  return text.substr(at, std::max<std::size_t>(end - at, 1));
}

}  // namespace

IdentifierRepeats::IdentifierRepeats(std::string_view record, const std::vector<Identifier>& identifiers) {
  for (const Identifier& identifier : identifiers) {
    const std::string_view text = identifier.span.of(record);
    if (tells_enough(text) && kinds_.try_emplace(text, identifier.kind).second)
      lengths_[first_word(text, 0)].insert(text.size());
  }
}

// The longest one that stands at `at`; an empty place where there is none.
Identifier IdentifierRepeats::at(std::string_view text, std::size_t at, std::string_view word) const {
  const auto lengths = lengths_.find(word);
  if (lengths == lengths_.end()) return {};
  for (const std::size_t length : lengths->second) {
    const std::size_t end = at + length;
    if (end > text.size() || (end < text.size() && in_word(text[end - 1]) && in_word(text[end]))) continue;
    if (const auto known = kinds_.find(text.substr(at, length)); known != kinds_.end()) return {{at, end}, known->second};
  }
  return {};
}

std::vector<Identifier> IdentifierRepeats::in(std::string_view text, const std::vector<Identifier>& found) const {
  std::vector<Identifier> all;
  auto next = found.begin();
  for (std::size_t place = 0; place < text.size();) {
    if (next != found.end() && next->span.start <= place) {
      all.push_back(*next);
      place = std::max(place, next++->span.end);
      continue;
    }
    const std::string_view word = first_word(text, place);
    const Identifier repeat = at(text, place, word);
    const bool free = !repeat.span.empty() && (next == found.end() || repeat.span.end <= next->span.start);
    if (free) all.push_back(repeat);
    place = free ? repeat.span.end : place + word.size();
    if (next != found.end()) place = std::min(place, next->span.start);
  }
  return all;
}

}  // namespace klinker
