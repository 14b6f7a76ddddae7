#pragma once

#include "clinical/deidentifier_findings.h"

namespace klinker {

/// E-mail and web addresses, numbers of telephones, citizens, patients and documents, postcodes, dates: what is an
/// identifier by its form and the words beside it.
void find_patterns(const RecordWords& words, Findings& findings);

/// Ages, which stand beside names: found when those are known.
void find_ages(const RecordWords& words, Findings& findings);

}  // namespace klinker
