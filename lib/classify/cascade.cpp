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
  std::vector<std::size_t> places;  // of the texts that go on
  for (Prediction& prediction : first_.predict(texts)) {
    const double score = prediction.scores[first_label_];
    if (second_ && score >= options_.from) places.push_back(answers.size());
    answers.push_back({score, score >= first_.info().threshold_of(first_label_), false, std::move(prediction.scores), {}});
  }
  if (places.empty()) return answers;

  std::vector<std::string_view> unsure, rewritten;
  std::vector<std::size_t> rewritten_places;
  for (const std::size_t place : places) {
    std::string& read_as = answers[place].read_as;
    if (options_.rewrite) read_as = options_.rewrite(texts[place]);
    if (read_as == texts[place]) read_as.clear();
    unsure.push_back(read_as.empty() ? texts[place] : std::string_view(read_as));
    if (read_as.empty()) continue;
    rewritten.push_back(read_as);
    rewritten_places.push_back(place);
  }
  std::vector<Prediction> again = first_.predict(rewritten);
  for (std::size_t n = 0; n < again.size(); ++n) {
    answers[rewritten_places[n]].score = again[n].scores[first_label_];
    answers[rewritten_places[n]].first = std::move(again[n].scores);
  }
  const double threshold = options_.threshold.value_or(second_->info().threshold_of(second_label_));
  const std::vector<Prediction> predictions = second_->predict(unsure);
  for (std::size_t n = 0; n < places.size(); ++n) {
    CascadeAnswer& answer = answers[places[n]];
    const double mean = std::lerp(logit(answer.score), logit(predictions[n].scores[second_label_]), options_.second_share);
    answer.score = 1 / (1 + std::exp(-mean));
    answer.positive = answer.score >= threshold;
    answer.asked_both = true;
  }
  return answers;
}

}  // namespace klinker
