#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/clinical/record_facts.h"

namespace klinker {

/// What the records of one patient together say of a problem, by its latest mention.
enum class ProblemStatus {
  active,     ///< there, or was there last
  history,    ///< stands below a heading such as "voorgeschiedenis", which does not say whether it is over
  past,       ///< over; or a symptom that was there and is denied now
  denied,     ///< not there
  uncertain,  ///< thought of
  corrected,  ///< what was said before is taken back
  family,     ///< of a relative
  other       ///< of someone else
};

std::string_view name(ProblemStatus status);

/// The heading a Dutch reader expects, e.g. "Actief".
std::string_view dutch_name(ProblemStatus status);

/// The records of one patient in time. Everything in it is a place in a record: `record` is its number in the list that
/// the timeline was made from, spans are counted as in its facts. Dates are 2025-03-14, 2025-03, 2025 or empty; what has
/// none comes first.
struct Timeline {
  struct Place {
    std::string date;
    std::size_t record = 0, line = 0;  ///< line 0: not known
    Span span;
  };
  struct Entry : Place {
    Section section = Section::reason;
    std::string text, note;
    std::vector<Place> also;         ///< further places with the same words, or in the same record with nearly the same
    std::optional<Place> corrected;  ///< where a later mention takes back a finding of this statement
  };
  struct Mention : Place {
    Presence presence = Presence::present;
    Temporality temporality = Temporality::current;
    Experiencer experiencer = Experiencer::patient;
  };
  struct Problem {
    std::string term;  ///< as the latest mention has it
    std::string code;
    std::string first, last;  ///< dates
    ProblemStatus status = ProblemStatus::active;
    std::vector<Mention> places;
    std::optional<Place> corrected;    ///< the place that takes it back
    std::optional<Place> replaced_by;  ///< what it is instead
    std::string replacement;           ///< the words of that place
  };
  struct Dose {
    std::string text;
    Span span;
  };
  struct DrugPlace : Place {
    std::optional<DrugChange> change;
    Span because;
    std::optional<Dose> dose;
    Presence presence = Presence::present;
    Temporality temporality = Temporality::current;
  };
  struct Medication {
    std::string drug;  ///< as the latest mention has it
    std::vector<DrugPlace> places;
  };

  std::vector<Entry> entries;
  std::vector<Problem> problems;       ///< in the order of their first mention
  std::vector<Medication> medication;  ///< likewise
};

/// Puts the records of one patient together. Of statements with the same words the first is shown, with the places of the
/// others; short ones in which something is observed (`Geen koorts.`) are shown each time. A problem is any disease or term
/// of the user's list, and any symptom that a summary cites; the latest mention decides its status, apart from those of what
/// may come. A later mention corrects earlier ones where it says that it does ("geen COPD, blijkt astma"; the table
/// corrections.tsv). n log n in the facts.
Timeline make_timeline(const std::vector<RecordFacts>& records);

}  // namespace klinker
