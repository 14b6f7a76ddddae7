#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "klinker/classify/metrics.h"

namespace klinker {

/// What a record of a suite of functional tests is there for. Source of the method: Röttger et al., "HateCheck: Functional
/// Tests for Hate Speech Detection Models" (2021).
struct SuiteCase {
  std::string function;  ///< what it tests: "negation", "counter-speech", …
  std::string group;     ///< whom it is about; "" for nobody
  std::string label;     ///< the truth
};

/// How often the records of a function or a group were answered rightly.
struct SuiteRow {
  std::string name;
  std::string label;  ///< the truth of all of them; "" where they differ
  std::size_t records = 0;
  std::size_t right = 0;
  Interval interval{};  ///< of the accuracy: 95 %, by Wilson's score

  double accuracy() const { return records == 0 ? 0 : static_cast<double>(right) / static_cast<double>(records); }
};

struct SuiteResult {
  std::vector<SuiteRow> functions;  ///< by name
  std::vector<SuiteRow> groups;     ///< by name
  std::vector<Figure> labels;       ///< for each label the mean accuracy of its functions
  SuiteRow worst;                   ///< the function with the lowest accuracy
  double gap = 0;           ///< between the groups of at least kLeastOfGroup records with the highest and lowest accuracy
  Interval gap_interval{};  ///< 95 % of bootstrap samples of the records, the two groups as they are

  static constexpr std::size_t kLeastOfGroup = 20;
};

/// Reads "function", "label" and the field `group` of JSONL files, in their order. Throws Error(io), and for a record
/// without a function an error that names file and line.
std::vector<SuiteCase> read_suite(const std::vector<std::string>& paths, const std::string& group);

/// `outcomes[i]` is the answer about `cases[i]`. Throws Error(wrong_value) where they are not as many.
SuiteResult suite_result(std::span<const SuiteCase> cases, std::span<const Outcome> outcomes, std::uint64_t seed = 1);

/// The result as a JSON object over several lines.
std::string to_json(const SuiteResult& result);

}  // namespace klinker
