#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// One change on the way to standard Dutch.
struct Edit {
  Span span;  ///< place in the original text
  std::string replacement;
  std::string kind;     ///< contraction, abbreviation, spelling, elongation, dialect, slang, medical, obfuscation, codeword,
                        ///< split, merge, diacritic, case, historical
  std::string variety;  ///< the name of a Variety
  double confidence = 1.0;
  std::vector<std::string> alternatives;  ///< other readings, likeliest first
  std::string reason;                     ///< of a code word: what in the text speaks for the reading

  friend bool operator==(const Edit&, const Edit&) = default;
};

/// `text` with `edits` (ascending, not overlapping) made in it.
std::string apply_edits(std::string_view text, const std::vector<Edit>& edits);

/// The edits that lead back from `apply_edits(text, edits)` to `text`.
std::vector<Edit> invert_edits(std::string_view text, const std::vector<Edit>& edits);

}  // namespace klinker
