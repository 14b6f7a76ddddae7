#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "clinical/candidates.h"
#include "clinical/phrase_table.h"
#include "clinical/section.h"
#include "klinker/clinical/summarizer.h"

namespace klinker {

/// Changes how likely a reader needs a candidate by who the reader is: readers.tsv says by how much the section, the signs
/// and the topics (topics.tsv) of a candidate multiply the odds that the model gives it.
class ReaderWeights {
 public:
  /// Throws Error(invalid_table).
  ReaderWeights();

  /// `scores`: one a segment, from 0 to 1, and they stay so; a score of 0 stays 0. Linear in the record.
  void apply(Reader reader, std::string_view folded, const Candidates& found, std::vector<double>& scores) const;

 private:
  using Marks = std::uint64_t;  // signs and topics of a clause, a bit each

  struct Odds {
    std::array<double, kSections> section;
    std::vector<double> mark;
    double trust = 1;  // the power to which the odds of the model are raised
  };

  Marks topics_in(std::string_view folded, Span span) const;

  PhraseTable topics_;        // by their marks
  std::array<Odds, 4> odds_;  // by reader
};

}  // namespace klinker
