#include "shape.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

#include "characters.h"

namespace klinker {
namespace {

// Cuts "12-03-2024" into digit groups and the separators between them; anything longer than a date or time does not fit.
struct DigitGroups {
  static constexpr std::size_t kMost = 4;
  std::array<std::string_view, kMost> groups;
  std::array<char, kMost> separators{};
  std::size_t count = 0;
  std::string_view rest;  // what follows the last group
};

DigitGroups digit_groups(std::string_view token) {
  DigitGroups result;
  std::size_t at = 0;
  while (result.count < DigitGroups::kMost) {
    const std::size_t start = at;
    while (at < token.size() && is_ascii_digit(token[at])) ++at;
    if (at == start) break;
    result.groups[result.count++] = token.substr(start, at - start);
    const bool goes_on = at + 1 < token.size() && is_ascii_digit(token[at + 1]);
    if (!goes_on || std::string_view("-/.:,").find(token[at]) == std::string_view::npos) break;
    result.separators[result.count - 1] = token[at++];
  }
  result.rest = token.substr(at);
  return result;
}

int value(std::string_view digits) {
  int result = 0;
  for (const char digit : digits.substr(0, 6)) result = 10 * result + (digit - '0');
  return result;
}

bool is_day_or_month(std::string_view digits) { return digits.size() <= 2 && value(digits) >= 1 && value(digits) <= 31; }

bool is_date(const DigitGroups& parts) {
  if (parts.count != 3 || !parts.rest.empty() || parts.separators[0] != parts.separators[1]) return false;
  const char separator = parts.separators[0];
  if (separator != '-' && separator != '/' && separator != '.') return false;
  const auto& [first, second, third, unused] = parts.groups;
  if (first.size() == 4) return is_day_or_month(second) && is_day_or_month(third);
  return is_day_or_month(first) && is_day_or_month(second) && (third.size() == 2 || third.size() == 4);
}

// "30" of "8u30"
bool is_minutes(std::string_view text) {
  return text.size() == 2 && is_ascii_digit(text[0]) && is_ascii_digit(text[1]) && value(text) < 60;
}

bool is_time(const DigitGroups& parts) {
  if (parts.count == 0 || parts.groups[0].size() > 2 || value(parts.groups[0]) > 24) return false;
  const std::string_view rest = parts.rest;
  if (parts.count == 1)
    return (rest.starts_with('u') || rest.starts_with('h')) && (rest.size() == 1 || is_minutes(rest.substr(1)));
  if (parts.count > 3 || !is_minutes(parts.groups[1])) return false;
  const bool has_unit = rest == "u" || rest == "uur" || rest == "h";
  const char separator = parts.separators[0];
  return (separator == ':' && (has_unit || rest.empty() || rest == "Z")) || (separator == '.' && has_unit);
}

// "2024-03-12T10:30:00Z", ISO 8601.
bool is_date_and_time(std::string_view token) {
  constexpr std::size_t kDate = 10;
  return token.size() > kDate + 1 && token[kDate] == 'T' && is_date(digit_groups(token.substr(0, kDate))) &&
         is_time(digit_groups(token.substr(kDate + 1)));
}

bool ends_with_one_of(std::string_view token, std::initializer_list<std::string_view> endings, std::string_view& rest) {
  for (const std::string_view ending : endings) {
    if (!token.ends_with(ending) || token.size() == ending.size()) continue;
    rest = token.substr(0, token.size() - ending.size());
    return true;
  }
  return false;
}

// Digits, with separators between them: "1.250,50", "-5", "10%", "3/4", "10–12", "25,-", "2½".
bool is_number(std::string_view token) {
  constexpr std::string_view kDash = "–";
  std::string_view rest = token;
  if (ends_with_one_of(token, {"%", "‰", ",-", ",--", "½", "¼", "¾"}, rest)) token = rest;
  else if (token == "½" || token == "¼" || token == "¾") return true;
  bool digit_before = false;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char c = token[i];
    if (is_ascii_digit(c)) {
      digit_before = true;
      continue;
    }
    const bool sign = i == 0 && (c == '-' || c == '+');
    const bool dash = token.substr(i).starts_with(kDash);
    if (dash) i += kDash.size() - 1;
    if (i + 1 == token.size() || !is_ascii_digit(token[i + 1])) return false;
    if (!sign && !(digit_before && (dash || std::string_view(".,/:-^").find(c) != std::string_view::npos))) return false;
    digit_before = false;
  }
  return digit_before;
}

// I to XXXIX, as in centuries and the numbers of kings and popes.
bool is_roman(std::string_view token) {
  std::size_t at = 0;
  while (at < token.size() && at < 3 && token[at] == 'X') ++at;
  const std::string_view ones = token.substr(at);
  constexpr std::array<std::string_view, 10> kOnes = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
  return !token.empty() && std::find(kOnes.begin(), kOnes.end(), ones) != kOnes.end();
}

// 3e, 2de, 21ste, 37.501ste, XIVe; of Roman numerals only those of more than one letter.
bool is_ordinal(std::string_view token) {
  std::string_view rest;
  if (!ends_with_one_of(token, {"ste", "de", "e", "ᵉ"}, rest)) return false;
  if (rest.size() > 1 && is_roman(rest)) return true;
  return is_ascii_digit(rest[0]) && rest.find_first_not_of("0123456789.") == std::string_view::npos && is_number(rest);
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// International bank account number with its check digits. Source: ISO 13616.
bool is_iban(std::string_view token) {
  if (token.size() < 15 || token.size() > 34 || !is_upper(token[0]) || !is_upper(token[1])) return false;
  int remainder = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char c = token[(i + 4) % token.size()];
    if (is_ascii_digit(c)) remainder = (10 * remainder + (c - '0')) % 97;
    else if (is_upper(c)) remainder = (100 * remainder + (c - 'A' + 10)) % 97;
    else return false;
  }
  return is_ascii_digit(token[2]) && is_ascii_digit(token[3]) && remainder == 1;
}

// 1234AB, of the Netherlands.
bool is_postcode(std::string_view token) {
  return token.size() == 6 && token[0] != '0' && token.find_first_not_of("0123456789") == 4 && is_upper(token[4]) &&
         is_upper(token[5]);
}

// 12-ABC-3 and the other series of the Netherlands, 1-ABC-234 of Belgium: three groups of digits or of capitals, not all
// alike.
bool is_licence_plate(std::string_view token) {
  if (token.size() < 8 || token.size() > 9) return false;
  std::size_t groups = 1, letters = 0, digits = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char c = token[i], before = i == 0 ? '-' : token[i - 1];
    if (c == '-') {
      if (before == '-') return false;
      ++groups;
    } else if (is_upper(c)) {
      if (is_ascii_digit(before)) return false;
      ++letters;
    } else if (is_ascii_digit(c)) {
      if (is_upper(before)) return false;
      ++digits;
    } else {
      return false;
    }
  }
  return groups == 3 && token.back() != '-' && letters >= 1 && letters <= 4 && digits >= 1 &&
         (letters + digits == 6 || (letters == 3 && digits == 4));
}

// Ten digits from 0 (nine in Belgium, where separators show it), +31 or +32 with the rest.
bool is_phone(std::string_view token) {
  const bool international = token[0] == '+';
  std::size_t digits = 0, separators = 0;
  for (const char c : token.substr(international ? 1 : 0)) {
    if (is_ascii_digit(c)) ++digits;
    else if (c == '-' || c == '/' || c == '.') ++separators;
    else return false;
  }
  const bool is_enterprise = token.size() == 12 && token[4] == '.' && token[8] == '.';  // Belgian: 0123.456.789
  if (separators > 4 || is_enterprise) return false;
  if (international) return digits >= 10 && digits <= 13;
  return token[0] == '0' && token.size() > 1 && token[1] != '0' && is_ascii_digit(token[1]) &&
         (digits == 10 || (digits == 9 && separators > 0));
}

}  // namespace

TokenType shape_of(std::string_view token) {
  if (token.empty()) return TokenType::word;
  const bool may_count = is_ascii_digit(token[0]) || token[0] == '\xC2' || (token.size() > 1 && is_ascii_digit(token[1]));
  if (!may_count) {
    if (!is_upper(token[0])) return TokenType::word;
    return is_ordinal(token)         ? TokenType::ordinal
           : is_iban(token)          ? TokenType::iban
           : is_licence_plate(token) ? TokenType::licence_plate
                                     : TokenType::word;
  }
  const DigitGroups parts = digit_groups(token);
  if (is_date(parts) || is_date_and_time(token)) return TokenType::date;
  if (is_time(parts)) return TokenType::time;
  if (is_phone(token)) return TokenType::phone;
  if (is_number(token)) return TokenType::number;
  if (is_ordinal(token)) return TokenType::ordinal;
  if (is_postcode(token)) return TokenType::postcode;
  if (is_licence_plate(token)) return TokenType::licence_plate;
  return TokenType::word;
}

}  // namespace klinker
