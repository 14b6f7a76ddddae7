#include <charconv>
#include <chrono>

#include "klinker/classify/message_report.h"

namespace klinker {
namespace {

constexpr int kFirstYear = 1970, kLastYear = 2199;
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

// A number of that many digits, and nothing else.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  if (at + count > text.size()) return std::nullopt;
  const char* end = text.data() + at + count;
  const auto read = std::from_chars(text.data() + at, end, value);
  const bool signless = text[at] >= '0' && text[at] <= '9';
  return signless && read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

std::optional<int> day(std::optional<int> year, std::optional<int> month, std::optional<int> of_month) {
  if (!year || !month || !of_month || *year < kFirstYear || *year > kLastYear) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*of_month))};
  if (!date.ok()) return std::nullopt;
  return static_cast<int>(std::chrono::sys_days(date).time_since_epoch().count());
}

// RFC 3339 and its like: "2024-03-12", "2024-03-12T10:11:12Z".
std::optional<int> iso(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text.size() > 10 && text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  return day(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
}

// "Tue Mar 12 10:11:12 +0000 2024", as Twitter wrote it.
std::optional<int> english(std::string_view text) {
  if (text.size() != 30) return std::nullopt;
  const std::size_t month = kMonths.find(text.substr(4, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  return day(digits(text, 26, 4), static_cast<int>(month / 3 + 1), digits(text, 8, 2));
}

// Seconds or, where that would be far in the future, milliseconds. Less than a few years of seconds is some other number.
std::optional<int> since_1970(std::string_view text) {
  constexpr double kDay = 86400, kLeast = 1e8, kEnd = 84006 * kDay;  // 2200-01-01
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  const double seconds = value < kEnd ? value : value / 1000;
  return seconds >= kLeast && seconds < kEnd ? std::optional(static_cast<int>(seconds / kDay)) : std::nullopt;
}

}  // namespace

std::optional<int> day_of(std::string_view json) {
  const auto first = json.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::nullopt;
  json = json.substr(first, json.find_last_not_of(" \t\r\n") + 1 - first);
  if (json.front() != '"') return since_1970(json);
  if (json.size() < 2) return std::nullopt;
  const std::string_view text = json.substr(1, json.size() - 2);
  const auto found = iso(text);
  return found ? found : english(text);
}

}  // namespace klinker
