#include "clinical/letterhead.h"

#include <algorithm>
#include <vector>

#include "clinical/folded_text.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

// Nine or more digits with only separators between them, or an at sign, or a Dutch postcode (1234 AB).
bool holds_identifier(std::string_view record, std::string_view folded, Span span) {
  std::size_t digits = 0;
  for (std::size_t at = span.start; at < span.end; ++at) {
    const char c = folded[at];
    if (c == '@') return true;
    if (is_digit(c)) {
      if (++digits >= 9) return true;
      continue;
    }
    if (digits == 4) {
      const std::size_t letters = c == ' ' ? at + 1 : at;
      const bool postcode = letters + 1 < span.end && is_upper(record[letters]) && is_upper(record[letters + 1]) &&
                            (letters + 2 >= span.end || !is_word_byte(folded[letters + 2]));
      if (postcode && (at < span.start + 5 || !is_digit(folded[at - 5]))) return true;
    }
    const bool separator = c == '-' || c == '.' || c == ' ' || c == '(' || c == ')';
    if (!separator || (at + 1 < span.end && !is_digit(folded[at + 1]))) digits = 0;
  }
  return false;
}

}  // namespace

Letterhead::Letterhead() {
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/letterhead.tsv"), 2, "letterhead.tsv")) {
    const std::string_view kind = row.columns[1];
    phrases_.add(row.columns[0], kind == "opening" ? opening : kind == "closing" ? closing : kind == "label" ? label
                                  : kind == "month" ? month : title);
  }
}

double Letterhead::share(std::string_view record, std::string_view folded, Span span) const {
  std::vector<PhraseTable::Match> matches;
  // Only what stands at the front decides, so a long statement costs no more than a short one.
  phrases_.find(folded, {span.start, std::min(span.end, span.start + 300)}, matches);
  double share = 0;
  std::size_t titles = 0, plain_titles = 0;
  bool opens_with_title = false;
  for (const PhraseTable::Match& match : matches) {
    const bool first = match.span.start <= span.start + 2;
    if (match.number == opening || match.number == closing) share = std::max(share, first ? 1.0 : 0.3);
    else if (match.number == label) share = std::max(share, first ? 0.8 : 0.3);
    else {
      if (match.number == title) ++titles;
      opens_with_title |= match.number == title && first;
      if (!is_upper(record[match.span.start]) && match.span.size() > 3) ++plain_titles;
    }
  }
  if (span.size() <= 300 && holds_identifier(record, folded, span)) share = std::max(share, span.size() < 60 ? 0.7 : 0.5);

  // `Assen, 21 januari 2025`
  const std::size_t comma = folded.substr(span.start, std::min<std::size_t>(span.size(), 30)).find(',');
  const bool first_comma = comma != std::string_view::npos && comma > 3 && !is_digit(folded[span.start + comma - 1]);

  // Names, numbers and titles, without a word that says something.
  std::size_t capitals = 0, plain = 0, numbers = 0;
  for (std::size_t at = span.start; at < std::min(span.end, span.start + 300);) {
    if (!is_word_byte(folded[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < span.end && is_word_byte(folded[end])) ++end;
    if (is_digit(folded[at])) ++numbers;
    else if (is_upper(record[at])) ++capitals;
    else if (end - at > 3) ++plain;
    at = end;
  }
  plain -= std::min(plain, plain_titles);
  if (plain == 0 && capitals >= 1 && titles > 0 && capitals + titles >= 2) share = std::max(share, 0.9);
  if (plain == 0 && capitals <= 1 && numbers > 0 && (capitals == 0 || first_comma)) share = std::max(share, 0.8);

  if (opens_with_title && capitals >= 2 && plain <= 1) share = std::max(share, 0.7);
  return share;
}

}  // namespace klinker
