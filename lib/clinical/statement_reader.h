#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "clinical/letterhead.h"
#include "clinical/phrase_table.h"
#include "clinical/section.h"
#include "clinical/section_splitter.h"
#include "clinical/statement_splitter.h"

namespace klinker {

/// What the tables see in a clause.
struct StatementSigns {
  Section section = Section::course;  ///< what the clause is about
  bool drug = false;
  bool dose = false;
  bool condition = false;  ///< speaks of what may come
  bool relative = false;
  bool denial_first = false;  ///< begins with a denial
  std::size_t denials = 0;
  std::size_t measures = 0;  ///< measured values
  double letterhead = 0;     ///< 0 says something, 1 only addresses or signs
};

/// Reads clauses with the tables of cues, drugs, measurements and denials. The heading above a clause decides what it is
/// about, except that a plan or course names the drugs, allergies and appointments of their own sections.
class StatementReader {
 public:
  StatementReader();

  /// One answer a clause.
  std::vector<StatementSigns> read(std::string_view record, std::string_view folded, const std::vector<Block>& blocks,
                                   const std::vector<Clause>& clauses) const;

 private:
  struct Cue {
    std::size_t section;  // kSections for none
    double weight;
  };
  using Votes = std::array<double, kSections>;

  StatementSigns look(std::string_view folded, Span span, Votes& votes) const;

  std::vector<Cue> cues_;
  PhraseTable cue_phrases_, drugs_, measures_, scopes_;
  Letterhead letterhead_;
};

}  // namespace klinker
