#include "sentence_end_features.h"

#include "klinker/text/utf8.h"

namespace klinker {
namespace {

char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view last_characters(std::string_view word, int count) {
  std::size_t start = word.size();
  for (; count > 0 && start > 0; --count) {
    --start;
    while (start > 0 && is_continuation(word[start])) --start;
  }
  return word.substr(start);
}

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

std::string_view SentenceEndFeatures::text_at(const SentenceEndFeatures& features, std::ptrdiff_t place) {
  if (place < 0 || static_cast<std::size_t>(place) >= features.tokens_.size()) return "#";
  const std::string_view token = features.tokens_[static_cast<std::size_t>(place)].span.of(features.text_);
  std::size_t end = std::min(token.size(), kLongest);
  while (end < token.size() && is_continuation(token[end])) --end;
  return token.substr(0, end);
}

SentenceEndFeatures::Word::Word(const SentenceEndFeatures& features, std::ptrdiff_t place)
    : text(text_at(features, place)),
      lower([this] {
        std::transform(text.text.begin(), text.text.end(), folded.begin(), ascii_lower);
        return std::string_view(folded.data(), text.text.size());
      }()),
      shape(text.text == "#" ? "#" : features.shape(static_cast<std::size_t>(place))),
      suffix(last_characters(lower.text, 3)) {}

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
