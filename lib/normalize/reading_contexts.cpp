#include "reading_contexts.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"januari", "februari", "maart",     "april",   "mei",      "juni",
                                                      "juli",    "augustus", "september", "oktober", "november", "december"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool fits(std::string_view sign, std::string_view token, bool before) {
  if (sign == "<start>") return before && token.empty();
  if (sign == "<end>") return !before && token.empty();
  if (token.empty()) return false;
  if (sign == "<colon>") return token == ":";
  if (sign == "<number>")
    return std::all_of(token.begin(), token.end(), [](char c) { return is_digit(c) || c == ',' || c == '.'; }) &&
           is_digit(token[0]);
  if (sign == "<date>")
    return std::find(kMonths.begin(), kMonths.end(), token) != kMonths.end() ||
           (is_digit(token[0]) && is_digit(token.back()) && token.find_first_of("-/") != std::string_view::npos);
  return sign == token;
}

}  // namespace

ReadingContexts::ReadingContexts() {
  const std::string name = "normalize/tables/reading-contexts.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 5, name)) {
    const auto fail = [&](const char* why) {
      throw Error(ErrorCode::invalid_table, name + ", line " + std::to_string(row.line) + ": " + why);
    };
    Rule rule{std::string(row.columns[1]), row.columns[2] == "before", {}, 0};
    if (!rule.before && row.columns[2] != "after") fail("the side is before or after");
    for (std::string_view rest = row.columns[3]; !rest.empty();) {
      const std::size_t end = rest.find(' ');
      rule.signs.emplace_back(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    const std::string_view weight = row.columns[4];
    if (std::from_chars(weight.data(), weight.data() + weight.size(), rule.weight).ec != std::errc())
      fail("the weight is no number");
    rules_[std::string(row.columns[0])].push_back(std::move(rule));
  }
}

float ReadingContexts::weight(std::string_view form, std::string_view reading, std::string_view before,
                              std::string_view after) const {
  const auto found = rules_.find(form);
  if (found == rules_.end()) return 0;
  float sum = 0;
  for (const Rule& rule : found->second) {
    const std::string_view beside = rule.before ? before : after;
    if (rule.reading == reading && std::any_of(rule.signs.begin(), rule.signs.end(),
                                               [&](const std::string& sign) { return fits(sign, beside, rule.before); }))
      sum += rule.weight;
  }
  return sum;
}

}  // namespace klinker
