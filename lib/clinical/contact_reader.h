#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "clinical/deidentifier_lexicon.h"
#include "clinical/phrase_table.h"
#include "klinker/text/span.h"

namespace klinker {

/// A stretch of a record that was written on one day: it ends where the next one begins.
struct Contact {
  std::size_t start = 0;
  std::string date;  ///< 2025-03-14, or empty
  Span place;        ///< of the date in the record; empty where the record does not say it there
};

/// Finds the dated contacts of a record: lines after an empty one (or between rules) that begin with a day and a month,
/// after a weekday or a word such as "visite" or not.
class ContactReader {
 public:
  ContactReader();

  /// The first contact begins at 0 and has the date of the record: `date` where that is known, else the one in its first
  /// lines that is not the patient's birth. A date without a year is in the year nearest to the date known, and not after
  /// `date`. Linear in the record.
  std::vector<Contact> read(std::string_view record, std::string_view folded, std::string_view date) const;

 private:
  enum Kind : std::size_t { contact, dated, person };
  struct Line;

  void look(std::string_view record, std::string_view folded, Line& line) const;
  static Contact date_of_record(const std::vector<Line>& lines);

  IdentityLexicon lexicon_;
  PhraseTable words_;
};

}  // namespace klinker
