#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "klinker/clinical/deidentifier.h"

namespace klinker {

/// The words of the identifiers of a record, to find where they come again: a name that was taken for an ordinary word
/// there. Those of fewer than three letters and five digits ("5/8") are not looked for, since they may be anything. Refers
/// to the record.
class IdentifierRepeats {
 public:
  IdentifierRepeats(std::string_view record, const std::vector<Identifier>& identifiers);

  /// `found`, and each further place where the words of an identifier stand alone in `text`, in the same case. In the order
  /// of the text, not overlapping. Linear in the text.
  std::vector<Identifier> in(std::string_view text, const std::vector<Identifier>& found = {}) const;

 private:
  Identifier at(std::string_view text, std::size_t at, std::string_view word) const;

  // By their first word and their length, so that the time does not grow with how many there are.
  std::unordered_map<std::string_view, IdentifierKind> kinds_;
  std::unordered_map<std::string_view, std::set<std::size_t, std::greater<>>> lengths_;
};

}  // namespace klinker
