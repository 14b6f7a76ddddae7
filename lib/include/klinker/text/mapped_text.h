#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// One replacement in a text: bytes [source] of the original became bytes [target] of the result.
struct Replacement {
  Span source;
  Span target;
};

/// A text made from another, with the way back: every later part reports places in the original.
class MappedText {
 public:
  /// `changes` in ascending order; everything between them is the same on both sides.
  MappedText(std::string text, std::vector<Replacement> changes);

  const std::string& text() const { return text_; }
  bool changed() const { return !changes_.empty(); }

  /// The smallest place in the original from which all of `span` was made.
  Span to_original(Span span) const { return moved(span, &Replacement::target, &Replacement::source); }

  /// The smallest place in the text that holds all that was made from `span` of the original.
  Span from_original(Span span) const { return moved(span, &Replacement::source, &Replacement::target); }

 private:
  Span moved(Span span, Span Replacement::*from, Span Replacement::*to) const;

  std::string text_;
  std::vector<Replacement> changes_;
};

/// Unicode normalisation form C. `text` must be valid UTF-8. Source: UAX #15, through ICU.
MappedText to_nfc(std::string_view text);

/// Full case folding (`Straße` and `STRASSE` become `strasse`). Source: Unicode 3.13, through ICU.
MappedText fold_case(std::string_view text);

}  // namespace klinker
