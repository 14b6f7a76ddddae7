#include "sentence_end_features.h"

#include "klinker/text/utf8.h"

namespace klinker {
namespace {

char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view SentenceEndFeatures::shape(std::size_t index) const {
  const std::string_view token = tokens_[index].span.of(text_);
  if (is_ascii_digit(token[0])) return "d";
  if (is_upper_at(token, 0)) {
    bool all_upper = token.size() > 1;
    for (const char c : token) all_upper &= !(c >= 'a' && c <= 'z');
    return all_upper ? "A" : "U";
  }
  if (is_lower_at(token, 0)) return "l";
  constexpr std::size_t kLongestMark = 3;
  return token.size() <= kLongestMark ? token : "p";
}

SentenceEndFeatures::Word SentenceEndFeatures::word(std::size_t index, std::ptrdiff_t offset) const {
  Word word;
  const std::ptrdiff_t place = static_cast<std::ptrdiff_t>(index) + offset;
  if (place < 0 || static_cast<std::size_t>(place) >= tokens_.size()) return word;
  word.text = tokens_[static_cast<std::size_t>(place)].span.of(text_);
  if (word.text.size() > kLongest) {
    std::size_t end = kLongest;
    while (is_continuation(word.text[end])) --end;
    word.text = word.text.substr(0, end);
  }
  word.shape = shape(static_cast<std::size_t>(place));
  word.size = word.text.size();
  std::transform(word.text.begin(), word.text.end(), word.folded.begin(), ascii_lower);
  return word;
}

SentenceEndFeatures::Stretch SentenceEndFeatures::stretch_of(std::size_t first, std::size_t last) const {
  static constexpr std::string_view kDigits = "0123456";
  std::size_t small = 0;
  int open = 0;
  for (std::size_t i = std::max(first, last < kReach ? 0 : last - kReach); i <= last; ++i) {
    const std::string_view token = tokens_[i].span.of(text_);
    if (is_lower_at(token, 0)) ++small;
    else if (token == "(" || token == "[" || token == "«" || token == "“" || token == "„") ++open;
    else if (token == ")" || token == "]" || token == "»" || token == "”") --open;
  }
  return {kDigits.substr(std::min<std::size_t>(small, 6), 1), open > 0 ? "1" : open < 0 ? "-" : "0"};
}

bool SentenceEndFeatures::begins_with(std::string_view word, std::string_view lower) {
  return word.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), word.begin(), [](char l, char w) { return l == ascii_lower(w); });
}

}  // namespace klinker
