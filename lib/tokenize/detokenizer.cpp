#include "klinker/tokenize/detokenizer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "characters.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kDepth = 8;  // quotations in quotations

bool is_made_of(std::string_view token, std::string_view characters) {
  return token.find_first_not_of(characters) == std::string_view::npos;
}

bool begins_with_digit(std::string_view token) { return !token.empty() && is_ascii_digit(token.front()); }

// The marks whose quotation this one can end, separated by spaces.
std::string_view ended_by(std::string_view mark) {
  if (mark == "”") return "“ „ ”";
  if (mark == "“") return "„";
  if (mark == "’") return "‘ ‚ ’";
  if (mark == "‘") return "‚";
  return mark;
}

}  // namespace

Detokenizer::Detokenizer() {
  const std::pair<std::string_view, Side> kNames[] = {{"left", Side::left}, {"right", Side::right}, {"quote", Side::quote}};
  for (const TableRow& row : parse_table(builtin_table("tokenize/tables/spacing.tsv"), 2, "spacing.tsv"))
    for (const auto& [name, side] : kNames)
      if (row.columns[1] == name) sides_.emplace(row.columns[0], side);
}

Detokenizer::Side Detokenizer::side_of(std::string_view token) const {
  if (is_made_of(token, ".!?")) return Side::left;
  const auto found = sides_.find(token);
  return found == sides_.end() ? Side::none : found->second;
}

// Whether a quotation mark whose beginning is not in the sentence ends something. `odd`: nor is one left to pair it with.
bool Detokenizer::ends_quotation(std::span<const std::string_view> tokens, std::size_t i, bool odd) const {
  if (i == 0) return false;
  if (i + 1 == tokens.size()) return true;
  const std::string_view mark = tokens[i], before = tokens[i - 1], after = tokens[i + 1];
  if (ended_by(mark).find(mark) == std::string_view::npos) return false;  // “ and ‘ begin
  if (side_of(after) == Side::left && !(after.size() > 1 && is_made_of(after, ".…"))) return true;
  return odd && (is_made_of(before, ".,!?") || ((mark == "”" || mark == "’") && before != ":"));
}

std::string Detokenizer::detokenize(std::span<const std::string_view> tokens) const {
  std::unordered_map<std::string_view, std::size_t> to_come;
  for (const std::string_view token : tokens)
    if (side_of(token) == Side::quote) ++to_come[token];

  std::string out;
  std::vector<std::string_view> open;  // quotation marks
  std::size_t brackets = 0;
  bool glue = true, closed = false;  // what is there takes the next token to it; ends in a closing mark
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view token = tokens[i];
    if (token.empty()) continue;
    Side side = side_of(token);
    const bool quote = side == Side::quote;
    if (quote) {
      const auto opened = std::find_if(open.begin(), open.end(), [&](std::string_view mark) {
        return ended_by(token).find(mark) != std::string_view::npos;
      });
      const bool odd = to_come[token]-- % 2 == 1;
      side = opened != open.end() || ends_quotation(tokens, i, odd) ? Side::left : Side::right;
      if (opened != open.end()) open.erase(opened);
      else if (side == Side::right && open.size() < kDepth) open.push_back(token);
    }
    // "€ 5,-"; 'kom maar'-blik; and "(zie boven):", where a tokeniser may see an emoticon.
    const bool joins =
        ((is_made_of(token, "-") || token == "–") && i > 1 && tokens[i - 1] == "," && begins_with_digit(tokens[i - 2])) ||
        (closed && token.size() > 1 && token[0] == '-' && token[1] != '-') || (token[0] == ')' && brackets > 0);
    if (!glue && side != Side::left && !joins) out += ' ';
    out += token;
    glue = side == Side::right || (token == "$" && i + 1 < tokens.size() && begins_with_digit(tokens[i + 1]));
    closed = side == Side::left && (quote || token == ")");
    if (token == "(") ++brackets;
    else if (token[0] == ')' && brackets > 0) --brackets;
  }
  return out;
}

}  // namespace klinker
