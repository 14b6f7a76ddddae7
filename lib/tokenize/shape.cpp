#include "shape.h"

#include <array>
#include <cstddef>

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

bool is_time(const DigitGroups& parts) {
  if (parts.count < 2 || parts.count > 3 || parts.groups[0].size() > 2 || parts.groups[1].size() != 2) return false;
  const bool has_unit = parts.rest == "u" || parts.rest == "uur" || parts.rest == "h";
  const char separator = parts.separators[0];
  if (!(separator == ':' && (has_unit || parts.rest.empty())) && !(separator == '.' && has_unit)) return false;
  return value(parts.groups[0]) <= 24 && value(parts.groups[1]) < 60;
}

bool is_number(std::string_view token) {
  bool digit_before = false;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char c = token[i];
    if (is_ascii_digit(c)) {
      digit_before = true;
      continue;
    }
    const bool between_digits = digit_before && i + 1 < token.size() && is_ascii_digit(token[i + 1]);
    const bool sign = i == 0 && (c == '-' || c == '+') && token.size() > 1;
    const bool percent = i + 1 == token.size() && digit_before && c == '%';
    if (!percent && !sign && !(between_digits && std::string_view(".,/:-^").find(c) != std::string_view::npos)) return false;
    digit_before = false;
  }
  return !token.empty();
}

}  // namespace

TokenType shape_of(std::string_view token) {
  const bool may_count = !token.empty() && (is_ascii_digit(token[0]) || (token.size() > 1 && is_ascii_digit(token[1])));
  if (!may_count) return TokenType::word;
  const DigitGroups parts = digit_groups(token);
  if (is_date(parts)) return TokenType::date;
  if (is_time(parts)) return TokenType::time;
  if (is_number(token)) return TokenType::number;
  if (parts.count == 1 && (parts.rest == "e" || parts.rest == "de" || parts.rest == "ste" || parts.rest == "ᵉ"))
    return TokenType::ordinal;
  return TokenType::word;
}

}  // namespace klinker
