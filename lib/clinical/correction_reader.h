#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "clinical/phrase_table.h"
#include "clinical/statement_splitter.h"
#include "klinker/clinical/context.h"
#include "klinker/text/span.h"

namespace klinker {

/// A finding in a record, as far as a correction may speak of it.
struct Correctable {
  Span span;
  bool disease = false;
  Presence presence = Presence::present;
};

struct Correction {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  bool corrects = false;
  std::size_t replaced_by = none;  ///< number of a finding
};

/// Finds what a record takes back of what was said before: "geen COPD, blijkt astma", "Correctie: geen heupprothese",
/// "diagnose longembolie verworpen".
class CorrectionReader {
 public:
  CorrectionReader();

  /// One answer for each finding; they are in the order of the record. Linear in the record.
  std::vector<Correction> read(std::string_view folded, const std::vector<Clause>& clauses,
                               const std::vector<Correctable>& findings) const;

 private:
  enum Kind : std::size_t { turn, opens, wrong_before, wrong_after };
  PhraseTable cues_;
};

}  // namespace klinker
