#include "variety_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "klinker/error.h"

namespace klinker {
namespace {

constexpr std::size_t kWeights = (VarietyModel::kBuckets + 1) * kVarieties;  // the last row is the bias

std::uint32_t hash(std::string_view bytes, std::uint32_t seed) {
  std::uint32_t value = 2166136261u ^ seed;  // FNV-1a
  for (const char byte : bytes) value = (value ^ static_cast<unsigned char>(byte)) * 16777619u;
  return value ^ value >> 15;
}

// `f(bucket)` for each feature of a word.
template <class F>
void each_feature(const VarietyWord& word, F&& f) {
  constexpr std::uint32_t kWord = 0x9E3779B9u, kLetters = 0x85EBCA6Bu, kUnknown = 0xC2B2AE35u;
  constexpr std::size_t kMost = 24;  // of a longer word only the beginning counts
  if (word.key.empty()) return;
  f(hash(word.key, kWord) % VarietyModel::kBuckets);
  if (word.frequent || word.key.front() == '<') return;
  std::size_t run = 1, longest = 1;
  for (std::size_t at = 1; at < word.key.size(); ++at)
    longest = std::max(longest, run = word.key[at] == word.key[at - 1] ? run + 1 : 1);
  constexpr std::size_t kStretched = 3;
  if (longest >= kStretched) f(hash("<stretched>", kWord) % VarietyModel::kBuckets);
  if (word.unknown) f(hash({}, kUnknown) % VarietyModel::kBuckets);
  char framed[kMost + 2];
  const std::size_t size = std::min(word.key.size(), kMost);
  framed[0] = '^';
  std::memcpy(framed + 1, word.key.data(), size);
  framed[size + 1] = '$';
  const std::string_view letters(framed, size + 2);
  for (std::size_t width = 2; width <= 4; ++width)
    for (std::size_t at = 0; at + width <= letters.size(); ++at)
      f(hash(letters.substr(at, width), kLetters) % VarietyModel::kBuckets);
}

}  // namespace

VarietyModel::VarietyModel(std::string_view bytes) {
  if (bytes.size() != sizeof scale_ + kWeights)
    throw Error(ErrorCode::invalid_model, "the varieties of the normaliser's model are damaged");
  std::memcpy(&scale_, bytes.data(), sizeof scale_);
  if (!(scale_ > 0 && scale_ < 1))
    throw Error(ErrorCode::invalid_model, "the varieties of the normaliser's model are damaged");
  weights_ = reinterpret_cast<const signed char*>(bytes.data() + sizeof scale_);
}

std::string VarietyModel::pack(const std::vector<float>& weights) {
  constexpr float kMost = 127;
  float largest = 1e-3f;
  for (const float weight : weights) largest = std::max(largest, std::abs(weight));
  const float scale = largest / kMost;
  std::string out(reinterpret_cast<const char*>(&scale), sizeof scale);
  for (const float weight : weights) out += static_cast<char>(std::lround(weight / scale));
  return out;
}

void VarietyModel::features(const VarietyWord& word, std::vector<std::uint32_t>& buckets) {
  each_feature(word, [&](std::uint32_t bucket) { buckets.push_back(bucket); });
}

void VarietyModel::add(const VarietyWord& word, VarietyLogits& logits) const {
  each_feature(word, [&](std::uint32_t bucket) {
    const signed char* row = weights_ + bucket * kVarieties;
    for (std::size_t v = 0; v < kVarieties; ++v) logits[v] += scale_ * static_cast<float>(row[v]);
  });
}

VarietyLogits VarietyModel::bias() const {
  VarietyLogits logits;
  for (std::size_t v = 0; v < kVarieties; ++v) logits[v] = scale_ * static_cast<float>(weights_[kBuckets * kVarieties + v]);
  return logits;
}

VarietyScores VarietyModel::softmax(const VarietyLogits& logits) {
  VarietyScores scores;
  const float largest = *std::max_element(logits.begin(), logits.end());
  float sum = 0;
  for (std::size_t v = 0; v < kVarieties; ++v) sum += scores.probabilities[v] = std::exp(logits[v] - largest);
  for (float& p : scores.probabilities) p /= sum;
  return scores;
}

}  // namespace klinker
