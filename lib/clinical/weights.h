#pragma once

#include <array>
#include <string_view>

#include "clinical/section.h"

namespace klinker {

/// The numbers of the summariser, from clinical/tables/weights.tsv, which says what each of them means.
struct Weights {
  std::array<double, kSections> by_section{};  ///< what a statement of this section is worth
  double no_heading = 0;
  double salience_limit = 0;
  double drug = 0;
  double dose = 0;
  double measure = 0;
  double denial = 0;
  double relative = 0;
  double last_contact = 0;
  double earlier_contact = 0;
  double list_item = 0;
  double first_statement = 0;
  double opens_section = 0;
  double late = 0;
  double reason_factor = 0;
  double drug_change = 0;
  double allergy_denied = 0;
  double earlier_diagnosis = 0;
  double heading_salience = 0;
  double opens_reason = 0;
  double vitals = 0;
  double advice = 0;
  double header = 0;
  double denies = 0;
  double home_drug = 0;
  double length_exponent = 0;
  double length_offset = 0;
  double repeated_section = 0;

  static Weights builtin();

  /// Throws Error(invalid_table) for a name that is not known or a value that is no number.
  static Weights parse(std::string_view table);
};

}  // namespace klinker
