#pragma once

#include <string_view>
#include <vector>

#include "clinical/statement_features.h"
#include "text/hash_table.h"

namespace klinker {

/// Says how likely a reader needs a candidate: a logistic regression over its features, learned by `klinker
/// train-summarizer` from records whose key facts are known. Each weight has a name, so that it can be read why a statement
/// was chosen.
class StatementModel {
 public:
  using Weights = HashTable<float>;

  explicit StatementModel(Weights weights) : weights_(std::move(weights)) {}

  /// The model that is compiled in: clinical/tables/statement-weights.tsv.
  static StatementModel builtin();

  /// From 0 to 1, one a segment of a record with so many clauses.
  std::vector<double> score(const StatementFeatures& features, std::size_t clauses,
                            const std::vector<Segment>& segments) const;

 private:
  double sum(const FeatureNumbers& numbers) const;

  Weights weights_;
};

}  // namespace klinker
