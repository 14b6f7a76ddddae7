#include <algorithm>
#include <cmath>

#include "klinker/classify/trainer.h"
#include "klinker/error.h"

namespace klinker {
namespace {

double negative_log_likelihood(const std::vector<std::vector<double>>& logits, std::span<const std::size_t> gold,
                               double temperature) {
  double sum = 0;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    const double highest = *std::max_element(logits[i].begin(), logits[i].end());
    double total = 0;
    for (const double logit : logits[i]) total += std::exp((logit - highest) / temperature);
    sum += std::log(total) - (logits[i][gold[i]] - highest) / temperature;
  }
  return sum / static_cast<double>(gold.size());
}

}  // namespace

double fit_temperature(const std::vector<std::vector<double>>& logits, std::span<const std::size_t> gold) {
  if (gold.empty() || gold.size() != logits.size())
    throw Error(ErrorCode::wrong_value, "a temperature needs records, and as many labels as rows of logits");
  // The likelihood has one minimum in the inverse temperature; golden section search on its logarithm finds it.
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = std::log(0.05), high = std::log(20.0);
  const auto loss = [&](double log_temperature) { return negative_log_likelihood(logits, gold, std::exp(log_temperature)); };
  double a = high - golden * (high - low), b = low + golden * (high - low);
  double at_a = loss(a), at_b = loss(b);
  for (int step = 0; step < 60; ++step) {
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
