#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/normalize/variety.h"

namespace klinker {

/// A word as the models see it.
struct VarietyWord {
  std::string_view key;   // in lower case
  bool frequent = false;  // a common word of standard Dutch: its letters say nothing
  bool unknown = false;   // not in the lexicon, and not written as names are
};

/// What the form of a sentence says, as words that no text holds.
namespace variety_sign {
inline constexpr std::string_view kCapital = "<capital>", kSmall = "<small>";  // its first letter
inline constexpr std::string_view kClosed = "<closed>", kOpen = "<open>";      // whether it ends as sentences do
}  // namespace variety_sign

using VarietyLogits = std::array<float, kVarieties>;

/// Multinomial logistic regression on hashed features: words, and the letters of those that are not common. A view of bytes.
class VarietyModel {
 public:
  static constexpr std::size_t kBuckets = 1 << 15;
  static constexpr float kFrequent = 7.5f;  ///< natural logarithm of the count from which a word is common

  /// Throws Error(invalid_model).
  explicit VarietyModel(std::string_view bytes);

  /// Weights of kBuckets x kVarieties, then kVarieties biases.
  static std::string pack(const std::vector<float>& weights);

  /// Adds what a word says to `logits`; begin with `bias()`.
  void add(const VarietyWord& word, VarietyLogits& logits) const;
  VarietyLogits bias() const;

  /// The buckets of a word's features, appended.
  static void features(const VarietyWord& word, std::vector<std::uint32_t>& buckets);

  static VarietyScores softmax(const VarietyLogits& logits);

 private:
  float scale_ = 0;
  const signed char* weights_ = nullptr;
};

}  // namespace klinker
