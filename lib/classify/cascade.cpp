#include "klinker/classify/cascade.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "klinker/error.h"

namespace klinker {
namespace {

std::size_t place_of(const TextClassifier& classifier, const std::string& label) {
  const auto& labels = classifier.labels();
  if (std::find(labels.begin(), labels.end(), label) == labels.end())
    throw Error(ErrorCode::wrong_value, classifier.info().name + " has no label " + label);
  return classifier.info().index_of(label);
}

double logit(double probability) {
  constexpr double kLeast = 1e-6;
  const double bounded = std::clamp(probability, kLeast, 1 - kLeast);
  return std::log(bounded / (1 - bounded));
}

}  // namespace

Cascade::Cascade(TextClassifier first, std::optional<TextClassifier> second, const std::string& label,
                 const CascadeOptions& options)
    : first_(std::move(first)), second_(std::move(second)), first_label_(place_of(first_, label)), options_(options) {
  if (second_) second_label_ = place_of(*second_, label);
}

std::vector<CascadeAnswer> Cascade::predict(std::span<const std::string_view> texts) const {
  std::vector<CascadeAnswer> answers;
  std::vector<std::string_view> unsure;
  std::vector<std::size_t> places;
  for (const Prediction& prediction : first_.predict(texts)) {
    const double score = prediction.scores[first_label_];
    if (second_ && score >= options_.from) {
      places.push_back(answers.size());
      unsure.push_back(texts[answers.size()]);
    }
    answers.push_back({score, score >= first_.info().threshold, false});
  }
  if (unsure.empty()) return answers;
  const double threshold = options_.threshold.value_or(second_->info().threshold);
  const std::vector<Prediction> predictions = second_->predict(unsure);
  for (std::size_t n = 0; n < places.size(); ++n) {
    CascadeAnswer& answer = answers[places[n]];
    const double mean = (logit(answer.score) + logit(predictions[n].scores[second_label_])) / 2;
    const double score = 1 / (1 + std::exp(-mean));
    answer = {score, score >= threshold, true};
  }
  return answers;
}

}  // namespace klinker
