#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "clinical/letterhead.h"
#include "clinical/phrase_table.h"
#include "clinical/section.h"
#include "clinical/section_splitter.h"
#include "clinical/statement_splitter.h"
#include "clinical/weights.h"

namespace klinker {

/// What a clause is about, and what a reader would lose without it.
struct Score {
  Section section = Section::course;
  double weight = 0;  ///< 0 = never cite
};

/// Weighs clauses by the heading above them, by cue words, drug names, doses and measured values, and by their place:
/// the last contact and the conclusion count more, letterhead and relatives less. The weights stand in tables.
class Scorer {
 public:
  explicit Scorer(const Weights& weights);

  std::vector<Score> score(std::string_view record, std::string_view folded, const std::vector<Block>& blocks,
                           const std::vector<Clause>& clauses) const;

 private:
  struct Cue {
    std::size_t section;  // kSections for none
    double weight;
  };
  struct Evidence;

  double salience(std::string_view folded, Span span) const;
  Evidence look(std::string_view folded, Span span) const;

  Weights weights_;
  std::vector<Cue> cues_;
  PhraseTable cue_phrases_;
  std::vector<double> salience_;
  PhraseTable salient_;
  PhraseTable drugs_;
  PhraseTable measures_;
  PhraseTable scopes_;
  Letterhead letterhead_;
};

}  // namespace klinker
