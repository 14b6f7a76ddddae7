#include "klinker/classify/model_evaluation.h"

#include <algorithm>
#include <utility>

#include "judge.h"
#include "model.h"

namespace klinker {
namespace {

constexpr std::size_t kBatch = 1024;  // records whose logits are in memory at one time

std::size_t errors(const Outcome& outcome) {
  std::size_t sum = 0;
  for (const LabelCounts& counts : outcome.counts) sum += counts.wrong + counts.missed;
  return sum;
}

// The words behind the answer; where no label was given, behind the first label that was missed.
std::vector<Explanation> explain_answer(const TextClassifier& classifier, const WrongAnswer& wrong) {
  const std::vector<std::string>& labels = wrong.answer.empty() ? wrong.example.labels : wrong.answer;
  if (labels.empty()) return {};
  return explain(classifier, Tokenizer(), wrong.example.text, classifier.info().index_of(labels.front()),
                 wrong.example.text_pair);
}

}  // namespace

ModelEvaluation evaluate(const std::string& folder, std::span<const Example> examples, const EvaluationOptions& options,
                         const ClassifierOptions& run) {
  const Model model = Model::load(folder, run);
  const Judge judge(model.info);
  ModelEvaluation out;
  std::vector<ScoredAnswer> calibrated, uncalibrated;
  for (std::size_t at = 0; at < examples.size(); at += kBatch) {
    const auto part = examples.subspan(at, std::min(kBatch, examples.size() - at));
    std::vector<Input> inputs;
    for (const Example& example : part) inputs.push_back(input_of(example));
    const std::vector<Rows> logits = model.logits(inputs);
    for (std::size_t i = 0; i < part.size(); ++i) {
      const std::vector<std::size_t> targets = judge.targets(part[i]);
      Verdict verdict = judge.judge(targets, logits[i]);
      const Verdict raw = judge.judge(targets, logits[i], false);
      calibrated.insert(calibrated.end(), verdict.scored.begin(), verdict.scored.end());
      uncalibrated.insert(uncalibrated.end(), raw.scored.begin(), raw.scored.end());
      if (const std::size_t wrong = errors(verdict.outcome))
        out.worst.push_back({part[i], std::move(verdict.answer), wrong, verdict.score});
      out.outcomes.push_back(std::move(verdict.outcome));
    }
  }
  out.metrics = evaluate(model.task, judge.classes(), out.outcomes, options.seed);
  out.metrics.calibrated = calibration(calibrated);
  out.metrics.uncalibrated = calibration(uncalibrated);
  const auto badness = [&](const WrongAnswer& wrong) {
    return std::pair(model.task == Task::token ? wrong.errors : 0, wrong.score);
  };
  std::stable_sort(out.worst.begin(), out.worst.end(),
                   [&](const WrongAnswer& a, const WrongAnswer& b) { return badness(a) > badness(b); });
  if (out.worst.size() > options.worst) out.worst.resize(options.worst);
  if (model.task == Task::token) return out;
  const TextClassifier classifier(model);
  for (std::size_t i = 0; i < std::min(options.explained, out.worst.size()); ++i)
    out.worst[i].explanation = explain_answer(classifier, out.worst[i]);
  return out;
}

std::vector<Measurement> measurements(const Evaluation& evaluation, const std::string& data, const std::string& command) {
  std::vector<Measurement> out;
  const bool one_label = evaluation.labels_present() < 2 && evaluation.task != Task::token;  // over which F1 says nothing
  for (const Figure& each : evaluation.figures)
    if (!one_label || each.name == "accuracy")
      out.push_back({each.name, each.value, each.interval.low, each.interval.high, data, evaluation.records, command});
  const double error = evaluation.calibrated.expected_error;
  if (!one_label) out.push_back({"expected_calibration_error", error, error, error, data, evaluation.records, command});
  return out;
}

}  // namespace klinker
