#include "klinker/tokenize/detokenizer.h"

#include <algorithm>
#include <vector>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

bool is_made_of(std::string_view token, std::string_view characters) {
  return token.find_first_not_of(characters) == std::string_view::npos;
}

}  // namespace

Detokenizer::Detokenizer() {
  const std::pair<std::string_view, Side> kNames[] = {
      {"left", Side::left}, {"right", Side::right}, {"both", Side::both}, {"quote", Side::quote}};
  for (const TableRow& row : parse_table(builtin_table("tokenize/tables/spacing.tsv"), 2, "spacing.tsv"))
    for (const auto& [name, side] : kNames)
      if (row.columns[1] == name) sides_.emplace(row.columns[0], side);
}

std::string Detokenizer::detokenize(std::span<const std::string_view> tokens) const {
  // How many of each quotation mark are still to come, which tells whether one that stands alone begins or ends something.
  std::unordered_map<std::string_view, std::size_t> left_over;
  for (const std::string_view token : tokens)
    if (const auto side = sides_.find(token); side != sides_.end() && side->second == Side::quote) ++left_over[token];

  std::string out;
  std::vector<std::string_view> open;
  bool glue = true;  // the next token to what is there
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view token = tokens[i];
    if (token.empty()) continue;
    bool left = is_made_of(token, ".!?"), right = false;
    if (const auto found = sides_.find(token); found != sides_.end()) {
      left = found->second == Side::left || found->second == Side::both;
      right = found->second == Side::right || found->second == Side::both;
      if (found->second == Side::quote) {
        std::size_t& count = left_over[token];
        const bool odd = count-- % 2 == 1;
        const auto opened = std::find(open.begin(), open.end(), token == "”" ? "“" : token == "“" ? "„" : token);
        const bool closes = opened != open.end() ? true
                            : i + 1 == tokens.size() ? i > 0
                            : token == "”" || (odd && i > 0 && is_made_of(tokens[i - 1], ".,!?"));
        if (closes && opened != open.end()) open.erase(opened);
        if (!closes) open.push_back(token);
        left = closes;
        right = !closes;
      }
    }
    if (!glue && !left) out += ' ';
    out += token;
    glue = right;
  }
  return out;
}

}  // namespace klinker
