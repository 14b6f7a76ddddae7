#pragma once

#include <string_view>
#include <vector>

#include "clinical/section_splitter.h"
#include "clinical/statement_features.h"
#include "clinical/statement_model.h"
#include "clinical/statement_reader.h"
#include "clinical/statement_splitter.h"

namespace klinker {

/// A record in parts, and what may be cited of it.
struct Candidates {
  std::vector<Block> blocks;
  std::vector<Clause> clauses;
  std::vector<StatementSigns> signs;  ///< one a clause
  std::vector<Segment> segments;

  StatementFeatures features(std::string_view record, std::string_view folded) const {
    return {record, folded, blocks, clauses, signs};
  }

  /// One score a segment; 0 for those that mislead.
  std::vector<double> score(const StatementModel& model, std::string_view record, std::string_view folded) const {
    std::vector<double> scores = model.score(features(record, folded), clauses.size(), segments);
    for (std::size_t i = 0; i < segments.size(); ++i)
      if (misleads(segments[i])) scores[i] = 0;
    return scores;
  }

  /// A segment that would be read wrongly by itself: it stands below a heading that denies or names a relative, which is not
  /// in it.
  bool misleads(const Segment& segment) const {
    const Block& block = blocks[clauses[segment.first].block];
    return block.scoped && block.heading.empty();
  }
};

/// Takes records apart for the summariser and for its training.
class CandidateFinder {
 public:
  /// Linear in the record.
  Candidates find(std::string_view record, std::string_view folded) const {
    Candidates found;
    found.blocks = sections_.split(record, folded);
    found.clauses = clauses_.split(record, folded, found.blocks);
    found.signs = reader_.read(record, folded, found.blocks, found.clauses);
    found.segments = find_segments(found.clauses);
    return found;
  }

 private:
  SectionSplitter sections_;
  StatementSplitter clauses_;
  StatementReader reader_;
};

}  // namespace klinker
