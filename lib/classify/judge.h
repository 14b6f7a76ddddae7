#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "decision.h"
#include "klinker/classify/example.h"
#include "klinker/classify/metrics.h"
#include "klinker/nn/model_info.h"

namespace klinker {

/// What a model's answer about one record is, and how right.
struct Verdict {
  Outcome outcome;
  std::vector<std::string> answer;   ///< labels, or tags
  std::vector<ScoredAnswer> scored;  ///< the label given; multilabel: every label and whether it holds; entities found
  double score = 0;                  ///< of the label given, the surest wrong label, or the surest wrong entity
};

/// Compares logits with the truth, by the rules of the model's task.
class Judge {
 public:
  explicit Judge(const ModelInfo& info);

  Task task() const { return task_; }

  /// What figures are counted over: labels, or types of entities.
  const std::vector<std::string>& classes() const { return classes_; }

  /// The truth in numbers: the label; multilabel 0 or 1 for each label; the tag of each word. Throws Error(wrong_value) for
  /// a label that the model does not have.
  std::vector<std::size_t> targets(const Example& example) const;

  Verdict judge(const std::vector<std::size_t>& targets, const Rows& logits, bool calibrated = true) const;

 private:
  std::vector<std::size_t> set_of(const std::vector<std::size_t>& targets) const;

  const ModelInfo& info_;
  Task task_;
  std::map<std::string, std::size_t> numbers_;
  std::optional<BioScheme> scheme_;
  std::vector<std::string> classes_;
};

}  // namespace klinker
