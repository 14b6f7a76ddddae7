#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace klinker {

struct Interval {
  double low = 0;
  double high = 0;
};

struct ClassMetrics {
  double precision = 0;  ///< 0 where nothing was given this label
  double recall = 0;     ///< 0 where nothing has this label
  double f1 = 0;
  std::size_t support = 0;
};

/// One bar of a reliability diagram: answers whose confidence lies in one tenth.
struct ReliabilityBin {
  std::size_t records = 0;
  double confidence = 0;  ///< mean
  double accuracy = 0;
};

struct Evaluation {
  std::size_t records = 0;
  double accuracy = 0;
  double macro_f1 = 0;                              ///< mean over the labels that occur in gold or answers
  Interval macro_f1_interval;                       ///< 95 %
  Interval accuracy_interval;                       ///< 95 %
  double expected_calibration_error = 0;            ///< over ten bins. Source: Guo et al. 2017
  std::vector<ClassMetrics> classes;
  std::vector<std::vector<std::size_t>> confusion;  ///< [gold][answer]
  std::vector<ReliabilityBin> reliability;
};

/// Rows of scores, one for each record and as long as there are labels.
using Scores = std::vector<std::vector<double>>;

double macro_f1(const std::vector<std::vector<std::size_t>>& confusion);

/// Compares answers with the truth. Intervals come from 1000 bootstrap samples of the records, drawn with `seed`: they say
/// how much the figure would move with other records of the same kind, nothing about records of another kind. The
/// confidence of an answer is the score of its label. Throws Error(wrong_value) for sizes that do not fit, labels out of
/// range, or no records.
Evaluation evaluate(std::span<const std::size_t> gold, std::span<const std::size_t> answers, const Scores& scores,
                    std::size_t labels, std::uint64_t seed = 1);

/// The evaluation as a JSON object over several lines.
std::string to_json(const Evaluation& evaluation, const std::vector<std::string>& labels);

}  // namespace klinker
