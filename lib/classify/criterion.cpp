#include "criterion.h"

#include <algorithm>
#include <cstdint>

namespace klinker {
namespace {

constexpr float kMostWeight = 100;  // a label that occurs once must not drown all others

}  // namespace

Criterion::Criterion(Task task, std::span<const std::vector<std::size_t>> targets, std::size_t labels, double smoothing,
                     bool balanced)
    : task_(task), labels_(labels), smoothing_(smoothing), weights_(labels, 1.0F) {
  if (!balanced) return;
  std::vector<float> counts(labels, 0.0F);
  float all = 0;
  for (const std::vector<std::size_t>& record : targets)
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (task == Task::multilabel) counts[i] += static_cast<float>(record[i]);
      else counts[record[i]] += 1;
      all += 1;
    }
  const auto records = static_cast<float>(targets.size());
  for (std::size_t label = 0; label < labels; ++label) {
    if (counts[label] == 0) continue;
    const float weight = task == Task::multilabel ? (records - counts[label]) / counts[label]
                                                  : all / (static_cast<float>(labels) * counts[label]);
    weights_[label] = std::min(weight, kMostWeight);
  }
}

double Criterion::weight(std::span<const std::vector<std::size_t>* const> batch) const {
  if (task_ == Task::multilabel) return static_cast<double>(batch.size());
  double sum = 0;
  for (const std::vector<std::size_t>* const record : batch)
    for (const std::size_t label : *record) sum += static_cast<double>(weights_[label]);
  return sum;
}

torch::Tensor Criterion::loss(const torch::Tensor& logits, std::span<const std::vector<std::size_t>* const> batch) const {
  namespace F = torch::nn::functional;
  const torch::Tensor weights = torch::tensor(weights_).to(logits.device());
  if (task_ == Task::multilabel) {
    std::vector<float> truth;
    for (const std::vector<std::size_t>* const record : batch)
      for (const std::size_t holds : *record) truth.push_back(static_cast<float>(holds));
    torch::Tensor targets = torch::tensor(truth).to(logits.device()).view_as(logits);
    if (smoothing_ > 0) targets = targets * (1 - smoothing_) + smoothing_ / 2;
    return F::binary_cross_entropy_with_logits(
        logits, targets, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kSum).pos_weight(weights));
  }
  std::vector<std::int64_t> truth;
  for (const std::vector<std::size_t>* const record : batch)
    for (const std::size_t label : *record) truth.push_back(static_cast<std::int64_t>(label));
  return F::cross_entropy(logits, torch::tensor(truth, torch::kInt64).to(logits.device()),
                          F::CrossEntropyFuncOptions().reduction(torch::kSum).label_smoothing(smoothing_).weight(weights));
}

}  // namespace klinker
