#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clinical/feature_collector.h"
#include "clinical/section_splitter.h"
#include "clinical/statement_reader.h"
#include "clinical/statement_splitter.h"

namespace klinker {

/// A candidate for a statement: clauses of one sentence that stand beside each other.
struct Segment {
  std::size_t first = 0, last = 0;  ///< clauses, the last one included

  Span span(const std::vector<Clause>& clauses) const { return {clauses[first].span.start, clauses[last].span.end}; }
};

constexpr std::size_t kMostClauses = 5;  ///< of a segment

/// By first clause, then by last: every run of a few clauses of a sentence, as long as it is a statement and no story.
std::vector<Segment> find_segments(const std::vector<Clause>& clauses);

/// What the candidates of a record show of how much a reader needs them, as features. The
/// features of a candidate are those of its clauses, which are words, stems and pairs of words, and its own, which are what
/// the tables see, the heading, and the place in sentence, block, contact and record. Refers to what it was made from.
class StatementFeatures {
 public:
  StatementFeatures(std::string_view record, std::string_view folded, const std::vector<Block>& blocks,
                    const std::vector<Clause>& clauses, const std::vector<StatementSigns>& signs);

  /// Appends the features of a clause. A number may come more than once. `names`, where given, gets the name of every
  /// number.
  void of_clause(std::size_t clause, FeatureNumbers& numbers, FeatureNames* names = nullptr) const;

  /// Appends the features of a candidate without those of its clauses.
  void of_segment(const Segment& segment, FeatureNumbers& numbers, FeatureNames* names = nullptr) const;

 private:
  using Words = std::vector<std::string>;

  /// Which words a record says again tells what it turns on, and which clause says something first.
  struct Stem {
    std::size_t first = 0;  // clause
    std::size_t count = 0;
  };

  std::string_view record_, folded_;
  const std::vector<Block>& blocks_;
  const std::vector<Clause>& clauses_;
  const std::vector<StatementSigns>& signs_;
  std::vector<Words> words_;  // of clauses; the stems point into them
  std::unordered_map<std::string_view, Stem> stems_;
  std::array<std::size_t, kSections> last_of_section_{};  // blocks
};

}  // namespace klinker
