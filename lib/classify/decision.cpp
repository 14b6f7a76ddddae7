#include "decision.h"

#include <algorithm>
#include <cmath>

#include "klinker/classify/text_classifier.h"
#include "klinker/error.h"

namespace klinker {
namespace {

double log_sum(const std::vector<double>& logits, double temperature) {
  const double highest = *std::max_element(logits.begin(), logits.end());
  double total = 0;
  for (const double logit : logits) total += std::exp((logit - highest) / temperature);
  return std::log(total) + highest / temperature;
}

// -log of the sigmoid, without overflow.
double soft_plus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

}  // namespace

std::vector<double> softmax(const std::vector<double>& logits, double temperature) {
  const double sum = log_sum(logits, temperature);
  std::vector<double> out;
  for (const double logit : logits) out.push_back(std::exp(logit / temperature - sum));
  return out;
}

std::vector<double> sigmoid(const std::vector<double>& logits, double temperature) {
  std::vector<double> out;
  for (const double logit : logits) out.push_back(std::exp(-soft_plus(-logit / temperature)));
  return out;
}

std::vector<double> scores(const ModelInfo& info, Task task, std::vector<double> logits, bool calibrated) {
  if (task != Task::multilabel) return softmax(logits, calibrated ? info.temperature : 1.0);
  if (calibrated)
    for (std::size_t label = 0; label < logits.size(); ++label) logits[label] /= info.temperature_of(label);
  return sigmoid(logits, 1.0);
}

std::size_t answer(const ModelInfo& info, const std::vector<double>& scores) {
  std::size_t positive = scores.size();
  if (!info.positive.empty()) {
    positive = info.index_of(info.positive);
    if (scores[positive] >= info.threshold) return positive;
  }
  std::size_t best = positive == 0 ? 1 : 0;
  for (std::size_t i = best + 1; i < scores.size(); ++i)
    if (i != positive && scores[i] > scores[best]) best = i;
  return best;
}

std::vector<std::size_t> labels_over_threshold(const ModelInfo& info, const std::vector<double>& scores) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i] >= info.threshold_of(i)) out.push_back(i);
  return out;
}

Tagging decode(const BioScheme& scheme, const Rows& logits, double temperature) {
  Rows log_scores = logits;
  for (std::vector<double>& row : log_scores) {
    const double sum = log_sum(row, temperature);
    for (double& value : row) value = value / temperature - sum;
  }
  return scheme.decode(log_scores);
}

double negative_log_likelihood(Task task, const Rows& logits, const std::vector<std::size_t>& gold, double temperature) {
  double sum = 0;
  if (task == Task::multilabel) {
    for (std::size_t label = 0; label < gold.size(); ++label) {
      const double logit = logits.front()[label] / temperature;
      sum += soft_plus(gold[label] == 1 ? -logit : logit);
    }
    return sum / static_cast<double>(gold.size());
  }
  for (std::size_t i = 0; i < gold.size(); ++i) sum += log_sum(logits[i], temperature) - logits[i][gold[i]] / temperature;
  return sum / static_cast<double>(gold.size());
}

double fit_temperature(Task task, const std::vector<Rows>& records, const std::vector<std::vector<std::size_t>>& gold) {
  if (gold.empty() || gold.size() != records.size())
    throw Error(ErrorCode::wrong_value, "a temperature needs records, and as many labels as rows of logits");
  // The likelihood has one minimum in the inverse temperature; golden section search on its logarithm finds it.
  const auto loss = [&](double log_temperature) {
    double sum = 0;
    for (std::size_t i = 0; i < gold.size(); ++i)
      sum += negative_log_likelihood(task, records[i], gold[i], std::exp(log_temperature)) *
             static_cast<double>(gold[i].size());
    return sum;
  };
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = std::log(0.05), high = std::log(20.0);
  double a = high - golden * (high - low), b = low + golden * (high - low);
  double at_a = loss(a), at_b = loss(b);
  for (int step = 0; step < 40; ++step) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      a = high - golden * (high - low);
      at_a = loss(a);
    } else {
      low = a;
      a = b;
      at_a = at_b;
      b = low + golden * (high - low);
      at_b = loss(b);
    }
  }
  return std::exp((low + high) / 2);
}

}  // namespace klinker
