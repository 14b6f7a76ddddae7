#include "tables.h"

#include <algorithm>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

TokenizerTables::TokenizerTables(const TokenizerOptions& options) : profile(options.profile), patterns(options.patterns) {
  const std::string abbreviation_table = "tokenize/tables/abbreviations.tsv";
  add_abbreviations(builtin_table(abbreviation_table), abbreviation_table);
  add_abbreviations(options.abbreviations, "the table of abbreviations");
  const auto read_forms = [](const std::string& table) {
    std::unordered_set<std::string, StringHash, std::equal_to<>> forms;
    for (const TableRow& row : parse_table(builtin_table("tokenize/tables/" + table), 1, table))
      forms.emplace(row.columns[0]);
    return forms;
  };
  emoticons = read_forms("emoticons.tsv");
  units = read_forms("units.tsv");
  sentence_starters = read_forms("sentence-starters.tsv");
  for (const std::string& form : emoticons) longest_emoticon = std::max(longest_emoticon, form.size());
}

void TokenizerTables::add_abbreviations(std::string_view table, const std::string& name) {
  for (const TableRow& row : parse_table(table, 2, name)) {
    const std::string_view form = row.columns[0], follows = row.columns[1];
    const auto fail = [&](const std::string& why) {
      throw Error(ErrorCode::invalid_table, name + ", line " + std::to_string(row.line) + ": " + why);
    };
    if (form.back() != '.') fail("an abbreviation ends in a full stop");
    if (form.find(' ') != std::string_view::npos) fail("an abbreviation is one word");
    Follows value = Follows::any;
    if (follows == "name") value = Follows::name;
    else if (follows == "inside") value = Follows::inside;
    else if (follows != "any") fail("the second column is name, inside or any");
    abbreviations.insert_or_assign(ascii_lower(form), value);
  }
}

}  // namespace klinker
