#include "reading_contexts.h"

#include <algorithm>

#include "table_columns.h"

namespace klinker {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

ReadingContexts::ReadingContexts() {
  const std::string months = "normalize/tables/months.tsv";
  for (const TableRow& row : parse_table(builtin_table(months), 1, months)) months_.emplace_back(row.columns[0]);
  const std::string name = "normalize/tables/reading-contexts.tsv";
  for (const TableRow& row : parse_table(builtin_table(name), 5, name)) {
    Rule rule{std::string(row.columns[1]), row.columns[2] == "before", {}, number_in(row, 4, name)};
    if (!rule.before && row.columns[2] != "after") fail(name, row, "the side is before or after");
    each_part(row.columns[3], " ", [&](std::string_view sign) { rule.signs.emplace_back(sign); });
    rules_[std::string(row.columns[0])].push_back(std::move(rule));
  }
}

bool ReadingContexts::fits(std::string_view sign, std::string_view token, bool before) const {
  if (sign == "<start>") return before && token.empty();
  if (sign == "<end>") return !before && token.empty();
  if (token.empty()) return false;
  if (sign == "<colon>") return token == ":";
  if (sign == "<number>")
    return std::all_of(token.begin(), token.end(), [](char c) { return is_digit(c) || c == ',' || c == '.'; }) &&
           is_digit(token[0]);
  if (sign == "<date>")
    return std::find(months_.begin(), months_.end(), token) != months_.end() ||
           (is_digit(token[0]) && is_digit(token.back()) && token.find_first_of("-/") != std::string_view::npos);
  return sign == token;
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
