#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/tokenize/token.h"

namespace re2 {
class RE2;
}

namespace klinker {

/// Regular expressions that a user adds at run time (columns: expression, type). RE2 matches without backtracking; a
/// match lies in one line, has at most `kLongest` bytes, and neither begins nor ends inside a run of letters and digits.
class UserPatterns {
 public:
  static constexpr std::size_t kLongest = 256;

  /// Throws Error(invalid_table) with the line of a row that cannot be used.
  explicit UserPatterns(std::string_view table);
  ~UserPatterns();

  bool empty() const { return all_ == nullptr; }

  /// All matches in `text`, in order and not overlapping: leftmost, then longest, then first in the table.
  void find(std::string_view text, std::vector<Token>& matches) const;

  /// The name that the table gave to a type at or above TokenType::code; empty for one that it does not know.
  std::string_view type_name(TokenType type) const;

 private:
  struct Pattern {
    std::unique_ptr<re2::RE2> expression;
    TokenType type;
  };

  void find_in_line(std::string_view line, std::size_t offset, std::vector<Token>& matches) const;
  TokenType type_of(std::string_view line, std::size_t start, std::size_t end) const;
  TokenType type_for(std::string_view name);

  std::vector<Pattern> patterns_;
  std::vector<std::string> names_;  // of the user's own types, from TokenType::code on
  std::unique_ptr<re2::RE2> all_;   // the patterns as alternatives
};

}  // namespace klinker
