#include "klinker/classify/text_evaluation.h"

#include <algorithm>
#include <utility>

namespace klinker {
namespace {

constexpr std::size_t kBatch = 256;

}  // namespace

TextEvaluation evaluate(const TextClassifier& classifier, std::span<const LabelledText> texts, std::size_t worst, std::uint64_t seed) {
  const ModelInfo& info = classifier.info();
  std::vector<std::size_t> gold, answers;
  Scores scores;
  TextEvaluation out;
  for (std::size_t at = 0; at < texts.size(); at += kBatch) {
    const auto part = texts.subspan(at, std::min(kBatch, texts.size() - at));
    std::vector<std::string_view> views;
    for (const LabelledText& text : part) views.push_back(text.text);
    std::vector<Prediction> predictions = classifier.predict(views);
    for (std::size_t i = 0; i < part.size(); ++i) {
      gold.push_back(info.index_of(part[i].label));
      answers.push_back(info.index_of(predictions[i].label));
      if (gold.back() != answers.back())
        out.worst.push_back({part[i].text, part[i].label, predictions[i].label, predictions[i].scores[answers.back()]});
      scores.push_back(std::move(predictions[i].scores));
    }
  }
  out.metrics = evaluate(gold, answers, scores, info.labels.size(), seed);
  std::stable_sort(out.worst.begin(), out.worst.end(), [](const WrongAnswer& a, const WrongAnswer& b) { return a.score > b.score; });
  if (out.worst.size() > worst) out.worst.resize(worst);
  return out;
}

std::vector<Measurement> measurements(const Evaluation& evaluation, const std::string& data, const std::string& command) {
  std::vector<Measurement> out;
  out.push_back({"accuracy", evaluation.accuracy, evaluation.accuracy_interval.low, evaluation.accuracy_interval.high, data,
                 evaluation.records, command});
  const auto labels_present = std::count_if(evaluation.classes.begin(), evaluation.classes.end(),
                                            [](const ClassMetrics& metrics) { return metrics.support > 0; });
  if (labels_present < 2) return out;  // F1 over one label says nothing
  out.push_back({"macro_f1", evaluation.macro_f1, evaluation.macro_f1_interval.low, evaluation.macro_f1_interval.high, data,
                 evaluation.records, command});
  const double error = evaluation.expected_calibration_error;
  out.push_back({"expected_calibration_error", error, error, error, data, evaluation.records, command});
  return out;
}

}  // namespace klinker
