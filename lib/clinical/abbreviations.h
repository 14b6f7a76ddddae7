#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clinical/phrase_table.h"
#include "klinker/text/span.h"

namespace klinker {

/// Writes out the shorthand of a statement for its note. Only forms with one reading are written out.
class Abbreviations {
 public:
  Abbreviations();

  /// `RR = bloeddruk; SEH = spoedeisende hulp`, in the order of the statement; empty where there is none.
  std::string note(std::string_view record, std::string_view folded, Span span) const;

  /// Appends the forms inside `span`; of those that begin at one place, only the longest.
  void find(std::string_view folded, Span span, std::vector<PhraseTable::Match>& matches) const {
    forms_.find(folded, span, matches);
  }

  /// What the form of a match stands for.
  std::string_view expansion(std::size_t number) const { return expansions_[number]; }

 private:
  PhraseTable forms_;
  std::vector<std::string_view> expansions_;
};

}  // namespace klinker
