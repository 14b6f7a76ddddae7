#include "clinical/deidentifier_rules.h"

#include "clinical/deidentifier_names.h"
#include "clinical/deidentifier_patterns.h"
#include "clinical/deidentifier_places.h"

namespace klinker {

void find_by_rules(const RecordWords& words, const IdentityLexicon& lexicon, const std::vector<std::string>& patient,
                   Findings& findings) {
  find_patterns(words, findings);
  find_institutions_and_streets(words, lexicon, findings);
  find_cued_names(words, findings);
  find_towns(words, lexicon, findings);
  find_bare_names(words, findings);
  find_named_houses(words, findings);
  find_known_names(words, patient, findings);
  find_ages(words, findings);
}

}  // namespace klinker
