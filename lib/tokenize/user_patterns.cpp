#include "user_patterns.h"

#include <re2/re2.h>

#include <algorithm>

#include "characters.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kWindow = 1024;       // bytes that are skipped in one step where nothing matches
constexpr std::int64_t kMemory = 16 << 20;  // for the automata of one expression
constexpr std::size_t kMostTypes = 128;     // of a user's own
constexpr std::size_t kLongestName = 64;

RE2::Options options() {
  RE2::Options result(RE2::Quiet);
  result.set_longest_match(true);
  result.set_max_mem(kMemory);
  return result;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// Inside a run of letters and digits, or inside a character.
bool is_inside_word(std::string_view line, std::size_t at) {
  if (at == 0 || at == line.size()) return false;
  if (is_continuation(line[at])) return true;  // \C matches single bytes
  const auto is_part = [&](std::size_t place) {
    const CharClass type = character_at(line, place).type;
    return type == CharClass::letter || type == CharClass::digit || type == CharClass::mark;
  };
  std::size_t before = at;
  previous_code_point(line, before);
  return is_part(before) && is_part(at);
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && std::all_of(name.begin(), name.end(), [](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || c == '_';
  });
}

}  // namespace

UserPatterns::UserPatterns(std::string_view table) {
  const std::string table_name = "the table of patterns";
  std::string alternatives;
  for (const TableRow& row : parse_table(table, 2, table_name)) {
    const std::string expression(row.columns[0]);
    const auto fail = [&](const std::string& why) {
      throw Error(ErrorCode::invalid_table, table_name + ", line " + std::to_string(row.line) + ": " + why);
    };
    auto compiled = std::make_unique<RE2>(expression, options());
    if (!compiled->ok()) fail("not a regular expression that RE2 reads: " + compiled->error());
    if (RE2::FullMatch("", *compiled)) fail("the expression matches the empty string");
    if (!is_name(row.columns[1])) fail("a type is a word of letters, digits, - and _");
    if (names_.size() == kMostTypes) fail("more than " + std::to_string(kMostTypes) + " types");
    patterns_.push_back({std::move(compiled), type_for(row.columns[1])});
    alternatives += (alternatives.empty() ? "(?:" : "|(?:") + expression + ")";
  }
  if (patterns_.empty()) return;
  all_ = std::make_unique<RE2>(alternatives, options());
  if (!all_->ok()) throw Error(ErrorCode::invalid_table, table_name + ": too large together: " + all_->error());
}

UserPatterns::~UserPatterns() = default;

TokenType UserPatterns::type_for(std::string_view name) {
  for (auto type = TokenType::word; type < TokenType::code; type = static_cast<TokenType>(static_cast<int>(type) + 1))
    if (klinker::name(type) == name) return type;
  const auto known = std::find(names_.begin(), names_.end(), name);
  const auto index = static_cast<std::size_t>(known - names_.begin());
  if (known == names_.end()) names_.emplace_back(name);
  return static_cast<TokenType>(static_cast<std::size_t>(TokenType::code) + index);
}

std::string_view UserPatterns::type_name(TokenType type) const {
  const auto index = static_cast<std::size_t>(type) - static_cast<std::size_t>(TokenType::code);
  return type >= TokenType::code && index < names_.size() ? std::string_view(names_[index]) : std::string_view();
}

void UserPatterns::find(std::string_view text, std::vector<Token>& matches) const {
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    find_in_line(text.substr(start, end - start), start, matches);
    start = end + 1;
  }
}

void UserPatterns::find_in_line(std::string_view line, std::size_t offset, std::vector<Token>& matches) const {
  const auto limit = [&](std::size_t end) {
    end = std::min(end, line.size());
    while (end < line.size() && is_continuation(line[end])) --end;
    return end;
  };
  std::size_t at = 0;
  for (std::size_t window = 0; window < line.size();) {
    const std::size_t next_window = limit(window + kWindow);
    if (all_->Match(piece(line), window, limit(next_window + kLongest), RE2::UNANCHORED, nullptr, 0)) {
      for (at = std::max(at, window); at < next_window;) {
        re2::StringPiece found;
        const Character first = character_at(line, at);
        if (first.type != CharClass::space && !is_inside_word(line, at) &&
            all_->Match(piece(line), at, limit(at + kLongest), RE2::ANCHOR_START, &found, 1) && !found.empty() &&
            !is_inside_word(line, at + found.size())) {
          matches.push_back({{offset + at, offset + at + found.size()}, type_of(line, at, at + found.size())});
          at += found.size();
        } else {
          at += first.size;
        }
      }
    }
    window = next_window;
  }
}

// Every match of all together is one of a pattern alone.
TokenType UserPatterns::type_of(std::string_view line, std::size_t start, std::size_t end) const {
  const auto pattern = std::find_if(patterns_.begin(), patterns_.end(), [&](const Pattern& one) {
    return one.expression->Match(piece(line), start, end, RE2::ANCHOR_BOTH, nullptr, 0);
  });
  return pattern == patterns_.end() ? TokenType::code : pattern->type;
}

}  // namespace klinker
