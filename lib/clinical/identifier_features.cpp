#include "clinical/identifier_features.h"

#include <algorithm>
#include <array>
#include <string>

#include "clinical/folded_text.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kLongestWord = 24;  // bytes
constexpr std::size_t kLongestGap = 3;

// The form of a word: letters as X or x, digits as 0, runs of more than two as two.
std::string shape_of(std::string_view word, std::string_view folded) {
  std::string shape;
  for (std::size_t at = 0; at < word.size() && shape.size() < 8; ++at) {
    const char c = word[at];
    const char sign = is_digit(c)                                                  ? '0'
                      : is_upper(c)                                                ? 'X'
                      : (static_cast<unsigned char>(c) >= 0x80 && c != folded[at]) ? 'X'
                                                                                   : 'x';
    const std::size_t size = shape.size();
    if (sign == '0' ? size >= 4 && shape.ends_with("0000") : size >= 2 && shape[size - 1] == sign && shape[size - 2] == sign)
      continue;
    shape += sign;
  }
  return shape;
}

// What stands between two words; signs beyond ASCII are one sign.
std::string gap_of(std::string_view gap) {
  if (gap.empty()) return "none";
  if (gap == " ") return "space";
  if (gap.find('\n') != std::string_view::npos) return "line";
  std::string out(gap.substr(0, kLongestGap));
  for (char& c : out)
    if (static_cast<unsigned char>(c) >= 0x80 || c == '\t' || c == '\r') c = '_';
  return out;
}

// The last `size` bytes of a word, or nothing where they would cut a character.
std::string_view ending(std::string_view key, std::size_t size) {
  const std::string_view end = key.substr(key.size() - size);
  return is_continuation(end.front()) ? std::string_view() : end;
}

// The first bytes of a word, as many as make whole characters.
std::string_view beginning(std::string_view key, std::size_t size) {
  size = std::min(size, key.size());
  while (size < key.size() && is_continuation(key[size])) ++size;
  return key.substr(0, size);
}

// A word with 0 for each digit.
std::string key_of(std::string_view key) {
  std::string out(beginning(key, kLongestWord));
  for (char& c : out)
    if (is_digit(c)) c = '0';
  return out;
}

constexpr std::array<std::string_view, 20> kCues = {
    "title",  "function",       "kin",  "patient", "particle",  "inner", "id",    "bsn",     "phone",  "given", "given_word",
    "eponym", "eponym_context", "head", "center",  "adjective", "stop",  "month", "weekday", "starter"};

}  // namespace

IdentifierFeatures::IdentifierFeatures(const RecordWords& words, const Findings& findings)
    : words_(words), findings_(findings), line_(words.size()), has_digit_(words.size()), known_(words.size()) {
  std::uint32_t line = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view gap = words.gap(i);
    line += static_cast<std::uint32_t>(std::count(gap.begin(), gap.end(), '\n'));
    line_[i] = line;
    const std::string_view key = words.key(i);
    has_digit_[i] = std::any_of(key.begin(), key.end(), is_digit);
    known_[i] = has_digit_[i] || key.size() < 3 || words.has(i, cue::in_text);
    if (findings.taken(i) && !has_digit_[i] && key.size() > 2) elsewhere_.emplace(key, findings.at(i).kind);
  }
}

bool IdentifierFeatures::candidate(std::size_t i) const {
  if (has_digit_[i]) return true;
  if (words_.has(i, cue::month)) return i > 0 && has_digit_[i - 1];
  constexpr CueSet kOther = cue::stop | cue::eponym | cue::eponym_context | cue::title | cue::function | cue::kin | cue::starter |
                            cue::phone | cue::id | cue::bsn | cue::weekday;
  if (words_.has(i, kOther)) return false;
  if (!words_[i].capital) return !known_[i];
  return !words_[i].starts || !words_.ordinary(i);
}

void IdentifierFeatures::of_word(std::size_t i, FeatureNumbers& numbers, FeatureNames* names) const {
  FeatureCollector features(numbers, names);
  const std::string key = key_of(words_.key(i));
  const std::string shape = shape_of(words_[i].span.of(words_.record()), words_.key(i));
  const std::string before = i == 0 ? "start" : gap_of(words_.gap(i));
  const std::string after = i + 1 == words_.size() ? "end" : gap_of(words_.gap(i + 1));
  features.add({"any"});
  features.add({"word", key});
  features.add({"shape", shape});
  features.add({"gap before", before});
  features.add({"gap after", after});
  features.add({"gaps", before, "and", after, shape});
  if (!has_digit_[i]) {
    for (std::size_t size = 2; size <= 5 && size < key.size(); ++size)
      if (const std::string_view end = ending(key, size); !end.empty()) features.add({"ends in", end});
    features.add({"begins with", beginning(key, 3)});
    features.add({known_[i] ? "known" : "unknown", shape});
    if (words_.family(i)) features.add({"family name", known_[i] ? "known" : "unknown"});
    if (words_.family_word(i)) features.add({"family name that is a word"});
  }
  features.add({words_[i].starts ? "opens a sentence" : "inside a sentence", shape});
  features.add({"line", line_[i] < 3 ? std::string_view("0123").substr(line_[i], 1) : "later", shape});
  if (const auto other = elsewhere_.find(words_.key(i)); other != elsewhere_.end())
    features.add({"elsewhere", name(other->second)});
  // The neighbours, with the sign between them and this word.
  for (const int offset : {-3, -2, -1, 1, 2, 3}) {
    const std::size_t j = i + static_cast<std::size_t>(offset);
    constexpr std::array<std::string_view, 7> kPlaces = {"-3", "-2", "-1", "0", "+1", "+2", "+3"};
    const std::string_view place = kPlaces[static_cast<std::size_t>(offset + 3)];
    if (j >= words_.size() || line_[j] != line_[i]) {
      features.add({"no word", place});
      continue;
    }
    const std::string other = key_of(words_.key(j));
    features.add({"word", place, other});
    if (findings_.taken(j)) features.add({"found", place, name(findings_.at(j).kind)});
    if (offset != 1 && offset != -1) continue;
    features.add({"word", place, other, shape});
    features.add(
        {"shape", place, shape_of(words_[j].span.of(words_.record()), words_.key(j)), shape, offset < 0 ? before : after});
    if (findings_.taken(j)) features.add({"found", place, name(findings_.at(j).kind), offset < 0 ? before : after});
    for (std::size_t cue = 0; cue < kCues.size(); ++cue)
      if (words_.has(j, CueSet{1} << cue)) features.add({"cue", place, kCues[cue], shape});
  }
  for (std::size_t cue = 0; cue < kCues.size(); ++cue)
    if (words_.has(i, CueSet{1} << cue)) features.add({"cue", kCues[cue], shape});
}

}  // namespace klinker
