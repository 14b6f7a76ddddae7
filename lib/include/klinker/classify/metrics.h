#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/classify/bio.h"
#include "klinker/classify/task.h"

namespace klinker {

struct Interval {
  double low = 0;
  double high = 0;
};

/// How often a label was given rightly, given wrongly, and missed.
struct LabelCounts {
  std::size_t label = 0;
  std::size_t right = 0;
  std::size_t wrong = 0;
  std::size_t missed = 0;

  /// 0 where nothing was given the label, or nothing has it.
  double precision() const;
  double recall() const;
  double f1() const;
  std::size_t support() const { return right + missed; }
};

/// What the answer about one record adds to the figures.
struct Outcome {
  std::size_t units = 1;              ///< what was asked: 1, or the words of a sentence
  std::size_t right = 0;              ///< how many of them were answered rightly
  std::vector<LabelCounts> counts{};  ///< the labels, or types of entities, that occur in truth or answer

  /// One label each (text, pair).
  static Outcome of_label(std::size_t gold, std::size_t answer);

  /// Sets of labels in ascending order (multilabel); right where they are the same.
  static Outcome of_labels(std::span<const std::size_t> gold, std::span<const std::size_t> answer);

  /// Tags of a sentence (token). Entities count as for conlleval: right where words and type are the same.
  static Outcome of_tags(const std::vector<std::string>& gold, const std::vector<std::string>& answer,
                         const std::vector<std::string>& types);
};

/// A figure with the interval in which 95 % of bootstrap samples of the records have it.
struct Figure {
  std::string name;
  double value = 0;
  Interval interval{};
};

/// The names of the figures that matter for a task, the first of them first: accuracy and macro_f1 for text and pair;
/// micro_f1, macro_f1 and accuracy (all labels right) for multilabel; entity_f1, entity_precision, entity_recall, macro_f1
/// (over types) and accuracy (of tags) for token.
std::vector<std::string> headline_figures(Task task);

/// Figures of outcomes over `labels` labels (for tokens: types). Macro-F1 is the mean over the labels that occur in truth or
/// answers. Throws Error(wrong_value) for a name that the task does not have.
double figure(std::string_view name, std::span<const Outcome> outcomes, std::size_t labels);

/// One bar of a reliability diagram: answers whose score lies in one tenth.
struct ReliabilityBin {
  std::size_t answers = 0;
  double score = 0;  ///< mean
  double right = 0;  ///< share
};

/// How well scores say how often answers are right. Source: Guo et al. 2017.
struct Calibration {
  double expected_error = 0;  ///< over ten bins
  std::vector<ReliabilityBin> bins;
};

/// An answer's score, and whether it is right.
struct ScoredAnswer {
  double score = 0;
  bool right = false;
};

Calibration calibration(std::span<const ScoredAnswer> answers);

struct Evaluation {
  Task task = Task::text;
  std::vector<std::string> labels;  ///< of `classes`: labels, or types of entities
  std::size_t records = 0;
  std::vector<Figure> figures;  ///< as in headline_figures
  std::vector<LabelCounts> classes;
  std::vector<std::vector<std::size_t>> confusion;  ///< [gold][answer]; text and pair only
  Calibration calibrated;
  Calibration uncalibrated;  ///< with the temperature 1

  /// 0 for a name that is not there.
  double value(std::string_view figure) const;

  /// The labels that the truth holds.
  std::size_t labels_present() const;
};

/// Figures of `outcomes` with intervals from 1000 bootstrap samples of the records, drawn with `seed`: they say how much a
/// figure would move with other records of the same kind, nothing about records of another kind. Throws Error(wrong_value)
/// where there are no records or a label is out of range.
Evaluation evaluate(Task task, std::vector<std::string> labels, std::span<const Outcome> outcomes, std::uint64_t seed = 1);

/// The evaluation as members of a JSON object over several lines, without braces.
std::string json_members(const Evaluation& evaluation);

/// A figure of two models on the same records.
struct Difference {
  std::string name;
  double first = 0;
  double second = 0;
  Interval interval{};  ///< of first - second: 95 % of paired bootstrap samples
  double p = 1;         ///< two-sided, by approximate randomisation. Source: Noreen 1989; Yeh 2000
};

/// Compares what two models made of the same records. Throws Error(wrong_value) where these are not as many.
std::vector<Difference> compare(Task task, std::size_t labels, std::span<const Outcome> first,
                                std::span<const Outcome> second, std::uint64_t seed = 1);

}  // namespace klinker
