#include "clinical/deidentifier_dates.h"

#include <array>
#include <chrono>
#include <cstdlib>

#include "clinical/folded_text.h"

namespace klinker {
namespace {

unsigned value(std::string_view digits) {
  unsigned number = 0;
  for (const char c : digits.substr(0, 6)) number = number * 10 + static_cast<unsigned>(c - '0');
  return number;
}

bool is_year(std::string_view digits) {
  return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}
bool is_day(std::string_view digits) { return digits.size() <= 2 && value(digits) >= 1 && value(digits) <= 31; }
bool is_month(std::string_view digits) { return digits.size() <= 2 && value(digits) >= 1 && value(digits) <= 12; }

// What may stand between the parts of a date: one separator, with a space beside it only where the month is a word.
char separator(std::string_view gap) {
  return gap.size() == 1 && (gap[0] == '-' || gap[0] == '/' || gap[0] == '.') ? gap[0] : '\0';
}
bool beside_month(std::string_view gap) {
  return gap == " " || gap == "-" || gap == "." || gap == "/" || gap == "- " || gap == ". " || gap == ".-";
}

// A year behind a month: four digits, or two behind an apostrophe, or two behind the separator of the date.
bool year_at(const RecordWords& words, std::size_t i, char separator_before) {
  if (i >= words.size() || !words[i].number) return false;
  const std::string_view gap = words.gap(i), key = words.key(i);
  if (is_year(key)) return separator_before == ' ' ? beside_month(gap) : separator(gap) == separator_before;
  if (key.size() != 2) return false;
  return gap == " '" || (separator_before != ' ' && separator(gap) == separator_before);
}

unsigned full_year(std::string_view digits) {
  const unsigned year = value(digits);
  return digits.size() == 4 ? year : year + (year < 50 ? 2000 : 1900);
}

std::string two(unsigned number, bool padded) { return (padded && number < 10 ? "0" : "") + std::to_string(number); }

constexpr std::array<std::string_view, 12> kMonths = {"januari", "februari", "maart",     "april",   "mei",      "juni",
                                                      "juli",    "augustus", "september", "oktober", "november", "december"};
constexpr std::array<std::string_view, 12> kShortMonths = {"jan", "feb", "mrt", "apr", "mei", "jun",
                                                           "jul", "aug", "sep", "okt", "nov", "dec"};

std::string month_like(unsigned month, std::string_view model) {
  std::string text(model.size() <= 4 && model != "juni" && model != "juli" ? kShortMonths[month - 1] : kMonths[month - 1]);
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_upper(model[std::min<std::size_t>(i, i == 0 ? 0 : 1)])) text[i] = static_cast<char>(text[i] - 'a' + 'A');
  return text;
}

}  // namespace

std::optional<WrittenDate> date_at(const RecordWords& words, std::size_t i) {
  WrittenDate date;
  date.first = i;
  const auto month_word = [&](std::size_t at) { return at < words.size() && words.has(at, cue::month); };
  const auto number = [&](std::size_t at) { return at < words.size() && words[at].number; };
  if (!words[i].number) {
    if (!month_word(i) || !year_at(words, i + 1, ' ')) return std::nullopt;
    date.month = IdentityLexicon::month(words.key(i));
    date.year = full_year(words.key(i + 1));
    date.named = true;
    date.last = i + 2;
    return date;
  }
  const std::string_view key = words.key(i);
  if (month_word(i + 1) && beside_month(words.gap(i + 1))) {
    date.named = true;
    date.month = IdentityLexicon::month(words.key(i + 1));
    date.last = i + 2;
    if (is_day(key)) {
      date.day = value(key);
      if (year_at(words, i + 2, ' ')) {
        date.year = full_year(words.key(i + 2));
        date.last = i + 3;
      } else if (number(i + 2) && words.key(i + 2).size() == 2 &&
                 separator(words.gap(i + 2)) == separator(words.gap(i + 1)) && separator(words.gap(i + 2)) != '\0') {
        date.year = full_year(words.key(i + 2));
        date.last = i + 3;
      }
      return date;
    }
    if (is_year(key) && number(i + 2) && is_day(words.key(i + 2)) && beside_month(words.gap(i + 2))) {
      date.year = value(key);
      date.day = value(words.key(i + 2));
      date.last = i + 3;
      return date;
    }
    return std::nullopt;
  }
  if (!number(i + 1)) return std::nullopt;
  const std::string_view next = words.key(i + 1);
  date.separator = separator(words.gap(i + 1));
  if (date.separator == '\0') return std::nullopt;
  if (is_year(key)) {
    if (!is_month(next) || !number(i + 2) || separator(words.gap(i + 2)) != date.separator || !is_day(words.key(i + 2)))
      return std::nullopt;
    date.year = value(key);
    date.month = value(next);
    date.day = value(words.key(i + 2));
    date.padded = next.size() == 2 && words.key(i + 2).size() == 2;
    date.last = i + 3;
    return date;
  }
  if (is_month(key) && is_year(next) && date.separator != '.') {
    date.month = value(key);
    date.year = value(next);
    date.padded = key.size() == 2;
    date.last = i + 2;
    return date;
  }
  if (!is_day(key) || !is_month(next)) return std::nullopt;
  date.day = value(key);
  date.month = value(next);
  date.padded = key.size() == 2 && next.size() == 2;
  date.last = i + 2;
  if (number(i + 2) && separator(words.gap(i + 2)) == date.separator) {
    if (!year_at(words, i + 2, date.separator)) return std::nullopt;  // 1-0-0 and the like
    date.year = full_year(words.key(i + 2));
    date.last = i + 3;
  }
  return date;
}

std::string shifted_date(std::string_view text, int days, const IdentityLexicon& lexicon) {
  using namespace std::chrono;
  const std::string folded = fold_for_matching(text);
  const RecordWords words(text, folded, lexicon);
  const auto date = words.size() == 0 ? std::nullopt : date_at(words, 0);
  if (!date || date->last != words.size()) return std::string(text);
  const year_month_day written{year(static_cast<int>(date->year == 0 ? 2023 : date->year)), month(date->month),
                               day(date->day == 0 ? 15 : date->day)};
  if (!written.ok()) return std::string(text);
  const year_month_day moved{sys_days(written) + std::chrono::days(days)};
  if (!moved.ok()) return std::string(text);
  std::string out;
  std::size_t from = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view key = words.key(i), form = words[i].span.of(text);
    out += text.substr(from, words[i].span.start - from);
    from = words[i].span.end;
    const unsigned as_number = words[i].number ? value(key) : 0;
    const bool year_part = date->year != 0 && (key.size() == 4 || i + 1 == words.size()) && words[i].number &&
                           (as_number == date->year || as_number == date->year % 100) && !(i == 0 && key.size() < 4);
    if (!words[i].number) out += month_like(static_cast<unsigned>(moved.month()), form);
    else if (year_part) {
      const unsigned y = static_cast<unsigned>(static_cast<int>(moved.year()));
      out += key.size() == 4 ? std::to_string(y) : two(y % 100, true);
    } else {
      const bool year_first = words.key(0).size() == 4;
      const bool month_part = !date->named && (date->day == 0 ? true : i == 1);
      const bool day_part = date->day != 0 && (date->named ? true : i == (year_first ? 2u : 0u));
      const unsigned part = day_part ? static_cast<unsigned>(moved.day()) : static_cast<unsigned>(moved.month());
      out += day_part || month_part ? two(part, key.size() == 2 && (date->padded || key[0] == '0')) : std::string(form);
    }
  }
  return out += text.substr(from);
}

}  // namespace klinker
