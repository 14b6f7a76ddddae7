#pragma once

#include <string>
#include <vector>

#include "clinical/deidentifier_findings.h"
#include "clinical/deidentifier_lexicon.h"
#include "clinical/deidentifier_words.h"

namespace klinker {

/// Finds identifiers by rules and tables alone, in an order in which each finder builds on those before it.
void find_by_rules(const RecordWords& words, const IdentityLexicon& lexicon, const std::vector<std::string>& patient,
                   Findings& findings);

}  // namespace klinker
