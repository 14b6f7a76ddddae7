#pragma once

#include <string_view>

#include "clinical/phrase_table.h"
#include "klinker/text/span.h"

namespace klinker {

/// Tells what a record says from what only addresses, signs or identifies it.
class Letterhead {
 public:
  Letterhead();

  /// 0 for a statement about the patient's health, up to 1 for a salutation, a signature, an address, a date alone.
  double share(std::string_view record, std::string_view folded, Span span) const;

 private:
  enum Kind : std::size_t { opening, closing, label, title, month };
  PhraseTable phrases_;
};

}  // namespace klinker
