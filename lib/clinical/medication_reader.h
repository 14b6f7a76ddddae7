#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "clinical/phrase_table.h"
#include "clinical/section_splitter.h"
#include "clinical/statement_splitter.h"
#include "klinker/clinical/record_facts.h"
#include "klinker/text/span.h"

namespace klinker {

/// What a record says of one drug that it names.
struct DrugSigns {
  std::optional<DrugChange> change;
  Span because;  ///< the words that say so
  Span dose;     ///< "500 mg 3dd", empty where none follows
};

/// Finds what becomes of drugs, and their doses, by words with a scope over the tables medication-changes.tsv and
/// dose-words.tsv. A word speaks of the drugs of its part of the sentence (between commas or semicolons), of those of a list
/// before it that "en" closes, or after it where it opens one (`Gestopt: A, B`), and from a heading of all below it.
class MedicationReader {
 public:
  MedicationReader();

  /// One answer for each drug; `drugs` are in the order of the record and do not overlap. Linear in the record.
  std::vector<DrugSigns> read(std::string_view folded, const std::vector<Block>& blocks, const std::vector<Clause>& clauses,
                              const std::vector<Span>& drugs) const;

 private:
  enum class Where { any, end, all, pair };
  enum DoseWord : std::size_t { belongs, link, becomes, was };
  struct Row {
    std::optional<DrugChange> before, after;
    Where where = Where::any;
  };
  struct Trigger {
    Span span;
    const Row* row;
  };
  struct Dose {
    Span span;
    std::optional<DrugChange> change;  // raised or lowered, where it names two
    Span because;
  };
  class Sentence;

  std::vector<Trigger> find_triggers(std::string_view folded, Span span, const std::vector<Span>& drugs) const;
  Dose read_dose(std::string_view folded, std::size_t at, std::size_t end) const;
  bool closes_list(std::string_view folded, Span span) const;

  std::vector<Row> rows_;
  PhraseTable phrases_, dose_words_, joints_;
};

}  // namespace klinker
