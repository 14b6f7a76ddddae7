#pragma once

#include "clinical/deidentifier_findings.h"

namespace klinker {

/// Institutions of care (`Ziekenhuis De Vecht`, `Martinushof Ziekenhuis`) and addresses: what holds names of other kinds.
void find_institutions_and_streets(const RecordWords& words, const IdentityLexicon& lexicon, Findings& findings);

/// Towns and regions, where no name of a person or institution stands.
void find_towns(const RecordWords& words, const IdentityLexicon& lexicon, Findings& findings);

/// `De Notelaar`, `Ter Linden`: an article and a capital inside a sentence, when all else is known.
void find_named_houses(const RecordWords& words, Findings& findings);

}  // namespace klinker
