#include "calibration.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "judge.h"

namespace klinker {
namespace {

// Of equally good thresholds the one in the middle, which depends least on single records.
template <typename Quality>
double best_threshold(int from_percent, int to_percent, const Quality& quality) {
  std::vector<double> best;
  double highest = -1;
  for (int percent = from_percent; percent <= to_percent; ++percent) {
    const double threshold = percent / 100.0, value = quality(threshold);
    if (value > highest) best.clear();
    if (value >= highest) best.push_back(threshold);
    highest = std::max(highest, value);
  }
  return best[best.size() / 2];
}

// From 0.5, because nobody expects "hateful" where the score says that it likely is not.
double positive_threshold(ModelInfo info, const std::vector<Rows>& logits, const DevelopmentData& dev) {
  return best_threshold(50, 95, [&](double threshold) {
    info.threshold = threshold;
    const Judge judge(info);
    std::vector<Outcome> outcomes;
    for (std::size_t i = 0; i < logits.size(); ++i) outcomes.push_back(judge.judge(dev.targets[i], logits[i]).outcome);
    return figure("macro_f1", outcomes, info.labels.size());
  });
}

// Of scores before calibration: where that is sharp it leaves no middle to choose.
double label_threshold(std::size_t label, const Rows& scores, const DevelopmentData& dev) {
  std::size_t support = 0;
  for (const std::vector<std::size_t>& truth : dev.targets) support += truth[label];
  if (support == 0) return 0.5;  // nothing to learn it from
  return best_threshold(5, 95, [&](double threshold) {
    LabelCounts counts;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const bool given = scores[i][label] >= threshold, holds = dev.targets[i][label] == 1;
      counts.right += given && holds;
      counts.wrong += given && !holds;
      counts.missed += !given && holds;
    }
    return counts.f1();
  });
}

// Of one label, as if it were the only one.
double label_temperature(std::size_t label, const std::vector<Rows>& logits, const DevelopmentData& dev) {
  std::vector<Rows> rows;
  std::vector<std::vector<std::size_t>> truth;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    rows.push_back({{logits[i].front()[label]}});
    truth.push_back({dev.targets[i][label]});
  }
  return fit_temperature(Task::multilabel, rows, truth);
}

// How often a label holds says nothing of a temperature where it always does, or never.
bool is_mixed(std::size_t label, const DevelopmentData& dev) {
  const auto holds = [&](const std::vector<std::size_t>& truth) { return truth[label] == 1; };
  return std::any_of(dev.targets.begin(), dev.targets.end(), holds) &&
         !std::all_of(dev.targets.begin(), dev.targets.end(), holds);
}

void calibrate_labels(Model& model, const std::vector<Rows>& logits, const DevelopmentData& dev) {
  ModelInfo& info = model.info;
  info.temperatures.clear();
  for (std::size_t label = 0; label < info.labels.size(); ++label)
    info.temperatures.push_back(is_mixed(label, dev) ? label_temperature(label, logits, dev) : info.temperature);
}

}  // namespace

void calibrate(Model& model, const DevelopmentData& dev, bool thresholds) {
  const std::vector<Rows> logits = model.logits(dev.inputs);
  model.info.temperature = fit_temperature(model.task, logits, dev.targets);
  if (model.task == Task::multilabel) calibrate_labels(model, logits, dev);
  if (!thresholds) return;
  if (model.task == Task::multilabel) {
    Rows probabilities;
    for (const Rows& rows : logits) probabilities.push_back(scores(model.info, model.task, rows.front(), false));
    model.info.thresholds.clear();
    for (std::size_t label = 0; label < model.info.labels.size(); ++label) {
      const double raw = label_threshold(label, probabilities, dev);
      const double logit = std::log(raw / (1 - raw)) / model.info.temperature_of(label);
      model.info.thresholds.push_back(1 / (1 + std::exp(-logit)));
    }
  } else if (model.task != Task::token && !model.info.positive.empty()) {
    model.info.threshold = positive_threshold(model.info, logits, dev);
  }
}

}  // namespace klinker
