#pragma once

#include <string>
#include <vector>

#include "clinical/deidentifier_findings.h"

namespace klinker {

/// Names of persons that something beside them tells: a title, a function, a relative, initials, a given name.
void find_cued_names(const RecordWords& words, Findings& findings);

/// Names by themselves: given names, family names, `RvK`.
void find_bare_names(const RecordWords& words, Findings& findings);

/// Says which name is the patient's, and finds the names that are known by now wherever else they stand, also in lower
/// case. `patient` holds the patient's names where they came with the record.
void find_known_names(const RecordWords& words, const std::vector<std::string>& patient, Findings& findings);

}  // namespace klinker
