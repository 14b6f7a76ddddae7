#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clinical/deidentifier_words.h"

namespace klinker {

/// A date as it stands in words [first, last) of a record; 0 for a part that it lacks.
struct WrittenDate {
  std::size_t first = 0, last = 0;
  unsigned day = 0, month = 0, year = 0;
  char separator = ' ';  ///< '-', '/', '.', or ' ' with a month in letters
  bool named = false;    ///< the month is a word
  bool padded = false;   ///< two digits for day and month
};

/// The date that begins at word `i`: day and month, month and year, or all three.
std::optional<WrittenDate> date_at(const RecordWords& words, std::size_t i);

/// `date` moved by `days`, in the form that it has. A date without a year is taken to be in a year of 365 days, one without
/// a day on the 15th. Text that holds no date comes back as it is.
std::string shifted_date(std::string_view date, int days, const IdentityLexicon& lexicon);

}  // namespace klinker
