#include "judge.h"

#include <algorithm>

#include "klinker/classify/text_classifier.h"

namespace klinker {

Judge::Judge(const ModelInfo& info) : info_(info), task_(task_from_name(info.task)), classes_(info.labels) {
  for (std::size_t i = 0; i < info.labels.size(); ++i) numbers_[info.labels[i]] = i;
  if (task_ != Task::token) return;
  scheme_.emplace(info.labels);
  classes_ = entity_types(info.labels);
}

std::vector<std::size_t> Judge::targets(const Example& example) const {
  const auto number = [&](const std::string& label) {
    const auto found = numbers_.find(label);
    return found == numbers_.end() ? info_.index_of(label) : found->second;  // which says what the labels are
  };
  const std::vector<std::string>& labels = task_ == Task::token ? example.tags : example.labels;
  std::vector<std::size_t> out(task_ == Task::multilabel ? numbers_.size() : 0);
  for (const std::string& label : labels) {
    if (task_ == Task::multilabel) out[number(label)] = 1;
    else out.push_back(number(label));
  }
  return out;
}

std::vector<std::size_t> Judge::set_of(const std::vector<std::size_t>& targets) const {
  std::vector<std::size_t> out;
  for (std::size_t label = 0; label < targets.size(); ++label)
    if (targets[label] == 1) out.push_back(label);
  return out;
}

Verdict Judge::judge(const std::vector<std::size_t>& targets, const Rows& logits, bool calibrated) const {
  Verdict out;
  if (task_ == Task::token) {
    Tagging tagging = decode(*scheme_, logits, calibrated ? info_.temperature : 1.0);
    std::vector<std::string> gold;
    for (const std::size_t tag : targets) gold.push_back(info_.labels[tag]);
    out.outcome = Outcome::of_tags(gold, tagging.tags, classes_);
    const std::vector<Entity> truth = entities_of(gold);
    for (const ScoredEntity& found : tagging.entities) {
      const bool right = std::find(truth.begin(), truth.end(), found.entity) != truth.end();
      out.scored.push_back({found.score, right});
      if (!right) out.score = std::max(out.score, found.score);
    }
    out.answer = std::move(tagging.tags);
    return out;
  }
  const std::vector<double> probabilities = scores(info_, task_, logits.front(), calibrated);
  if (task_ == Task::multilabel) {
    const std::vector<std::size_t> given = labels_over_threshold(info_, probabilities);
    out.outcome = Outcome::of_labels(set_of(targets), given);
    for (const std::size_t label : given) out.answer.push_back(info_.labels[label]);
    for (std::size_t label = 0; label < targets.size(); ++label) {
      const bool holds = targets[label] == 1, found = std::binary_search(given.begin(), given.end(), label);
      out.scored.push_back({probabilities[label], holds});
      if (holds != found) out.score = std::max(out.score, holds ? 1 - probabilities[label] : probabilities[label]);
    }
    return out;
  }
  const std::size_t label = answer(info_, probabilities);
  out.outcome = Outcome::of_label(targets.front(), label);
  out.answer = {info_.labels[label]};
  out.score = probabilities[label];
  out.scored = {{out.score, label == targets.front()}};
  return out;
}

}  // namespace klinker
