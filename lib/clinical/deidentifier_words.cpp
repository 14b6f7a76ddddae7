#include "clinical/deidentifier_words.h"

#include <unicode/uchar.h>

#include "clinical/folded_text.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

bool is_capital(std::string_view record, std::size_t at) {
  if (static_cast<unsigned char>(record[at]) < 0x80) return is_upper(record[at]);
  return u_isupper(static_cast<UChar32>(next_code_point(record, at)));
}

bool opens_sentence(std::string_view gap) {
  std::size_t spaces = 0;
  for (const char c : gap) {
    if (c == '\n' || c == '.' || c == '!' || c == '?' || c == ':' || c == ';' || c == '>' || c == '"' || c == '*')
      return true;
    spaces = c == ' ' || c == '\t' ? spaces + 1 : 0;
    if (spaces > 2) return true;
  }
  return gap.ends_with("- ") || gap.ends_with("/ ");
}

}  // namespace

RecordWords::RecordWords(std::string_view record, std::string_view folded, const IdentityLexicon& lexicon)
    : record_(record), folded_(folded) {
  words_.reserve(record.size() / 5);
  for (std::size_t at = 0; at < folded.size();) {
    if (!is_word_byte(folded[at])) {
      ++at;
      continue;
    }
    RecordWord word;
    word.span.start = at;
    bool digits = true, lower = false;
    while (at < folded.size() && is_word_byte(folded[at])) {
      digits &= is_digit(folded[at]);
      lower |= !is_continuation(record[at]) && !is_digit(folded[at]) && !is_capital(record, at);
      ++at;
    }
    word.span.end = at;
    word.span = snap(record, word.span);
    word.number = digits;
    word.capital = !digits && is_capital(record, word.span.start);
    word.upper = word.capital && !lower && word.span.size() > 1;
    word.cues = lexicon.cues(word.span.of(folded));
    words_.push_back(word);
    words_.back().starts = words_.size() == 1 || opens_sentence(gap(words_.size() - 1));
  }
}

std::string_view RecordWords::gap(std::size_t i) const {
  const std::size_t from = i == 0 ? 0 : words_[i - 1].span.end;
  const std::size_t to = i < words_.size() ? words_[i].span.start : folded_.size();
  return from <= to ? folded_.substr(from, to - from) : std::string_view();
}

bool RecordWords::joined(std::size_t i) const {
  if (i == 0 || i >= size()) return false;
  const std::string_view between = gap(i);
  return between == " " || between == "-" || between == " '" || between == "'" || between == "-'" || between == "/";
}

bool RecordWords::ordinary(std::size_t i) const {
  if (i >= size()) return true;
  if (has(i, cue::stop | cue::eponym | cue::title | cue::function | cue::kin | cue::head | cue::phone | cue::id))
    return true;
  return has(i, cue::in_text) && !family(i);
}

}  // namespace klinker
