#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "clinical/scorer.h"
#include "clinical/statement_splitter.h"
#include "clinical/weights.h"
#include "klinker/clinical/summarizer.h"

namespace klinker {

/// Chooses the clauses that say most in the room there is: by worth for each character, one of those that say the same.
/// Everything cited, further places included, stays below `max_ratio` of the record in bytes and in characters.
class Selector {
 public:
  explicit Selector(const Weights& weights) : weights_(weights) {}

  /// Statements by section, within a section in the order of the record; without notes.
  std::vector<Statement> select(std::string_view record, std::string_view folded, const std::vector<Clause>& clauses,
                                const std::vector<Score>& scores, double max_ratio) const;

 private:
  Weights weights_;
};

}  // namespace klinker
