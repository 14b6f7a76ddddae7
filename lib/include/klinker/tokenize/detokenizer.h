#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace klinker {

/// Puts the words and marks of a Dutch sentence together as they are written, where nothing says which stood apart: no space
/// before a comma, none behind an opening bracket, quotation marks on the words they embrace. By rules and the table
/// spacing.tsv; linear in the sentence. Immutable.
class Detokenizer {
 public:
  Detokenizer();

  ///     Detokenizer().detokenize(std::vector<std::string_view>{"Kom", "je", "?"}) == "Kom je?"
  std::string detokenize(std::span<const std::string_view> tokens) const;

 private:
  enum class Side { none, left, right, quote };

  Side side_of(std::string_view token) const;
  bool ends_quotation(std::span<const std::string_view> tokens, std::size_t i, bool odd) const;

  std::unordered_map<std::string_view, Side> sides_;  // views into the built-in table
};

}  // namespace klinker
