#pragma once

#include <vector>

#include "klinker/normalize/normalizer.h"
#include "normalizer_model.h"
#include "normalizer_weights.h"
#include "word_cache.h"

namespace klinker {

/// Says in which varieties a sentence may be: the model's logits of its words and of its form, and priors.
class VarietyScorer {
 public:
  /// `model` and `weights` must outlive this object.
  VarietyScorer(const NormalizerModel& model, const NormalizerWeights& weights, NormalizerProfile profile);

  /// What the words of a sentence say.
  VarietyLogits logits(const std::vector<NormalizerWord>& words) const;

  /// The probabilities under the profile, of a sentence in a document.
  VarietyScores scores(const VarietyLogits& sentence, const VarietyLogits& document) const;

 private:
  const NormalizerModel& model_;
  const NormalizerWeights& weights_;
  NormalizerProfile profile_;
  VarietyLogits capital_{}, small_{}, closed_{}, open_{};  // what the form of a sentence says
};

}  // namespace klinker
