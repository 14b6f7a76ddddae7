#pragma once

#include <array>
#include <string>
#include <string_view>

#include "summarize/sentence_signs.h"

namespace klinker {

/// Says how likely a reader needs a sentence: a logistic regression over its features, with weights of their own for
/// documents that have headings and for plain ones.
class SentenceModel {
 public:
  struct Weights {
    std::array<float, kSentenceFeatures> formal{}, plain{};
  };

  explicit SentenceModel(const Weights& weights) : weights_(weights) {}

  /// Columns feature, formal and plain; what the table does not have is 0. Throws Error(invalid_table) with `name` and the
  /// line.
  static Weights parse(std::string_view table, const std::string& name);

  /// The model that is compiled in: summarize/tables/weights.tsv.
  static SentenceModel builtin();

  /// From 0 to 1; 0 for what says nothing by itself.
  double score(const SentenceSigns& signs) const;

 private:
  Weights weights_;
};

}  // namespace klinker
