#pragma once

#include <array>
#include <string_view>

#include "clinical/identifier_features.h"
#include "text/hash_table.h"

namespace klinker {

/// Says of a word whether it is an identifier, and of which kind: a multinomial logistic regression over its features,
/// learned by `klinker train-deidentifier` from records whose identifiers are marked. It looks at what the rules left.
class IdentifierModel {
 public:
  static constexpr std::size_t kKinds = 11;
  static constexpr std::size_t kClasses = kKinds + 1;  // the last one is none
  using Values = std::array<float, kClasses>;
  using Weights = HashTable<Values>;

  explicit IdentifierModel(Weights weights) : weights_(std::move(weights)) {}

  /// The model that is compiled in: clinical/tables/identifier-weights.tsv.
  static IdentifierModel builtin();

  /// The probability of each class.
  Values probabilities(const FeatureNumbers& numbers) const;

  /// Adds to `findings` the words that no rule took and that are more likely identifiers than `threshold`; neighbours of one
  /// kind are one identifier.
  void find(const RecordWords& words, Findings& findings, float threshold) const;

  static constexpr float kThreshold = 0.25f;  ///< a name too many masked is less harm than one left

 private:
  Weights weights_;
};

}  // namespace klinker
