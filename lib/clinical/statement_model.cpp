#include "clinical/statement_model.h"

#include <charconv>
#include <cmath>
#include <string>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {

StatementModel StatementModel::builtin() {
  Weights weights;
  for (const TableRow& row :
       parse_table(builtin_table("clinical/tables/statement-weights.tsv"), 2, "statement-weights.tsv")) {
    const std::string_view number = row.columns[1];
    float weight = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
    if (error != std::errc() || end != number.data() + number.size())
      throw Error(ErrorCode::invalid_table,
                  "statement-weights.tsv, line " + std::to_string(row.line) + ": the weight is no number");
    weights[feature_hash(row.columns[0])] = weight;
  }
  return StatementModel(std::move(weights));
}

double StatementModel::sum(const FeatureNumbers& numbers) const {
  double sum = 0;
  for (const std::uint64_t number : numbers)
    if (const float* const weight = weights_.find(number)) sum += static_cast<double>(*weight);
  return sum;
}

std::vector<double> StatementModel::score(const StatementFeatures& features, std::size_t clauses,
                                          const std::vector<Segment>& segments) const {
  FeatureNumbers numbers;
  std::vector<double> of_clause;
  for (std::size_t i = 0; i < clauses; ++i) {
    numbers.clear();
    features.of_clause(i, numbers);
    of_clause.push_back(sum(numbers));
  }
  std::vector<double> scores;
  for (const Segment& segment : segments) {
    numbers.clear();
    features.of_segment(segment, numbers);
    double logit = sum(numbers);
    for (std::size_t i = segment.first; i <= segment.last; ++i) logit += of_clause[i];
    scores.push_back(1 / (1 + std::exp(-logit)));
  }
  return scores;
}

}  // namespace klinker
