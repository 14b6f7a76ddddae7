#include "clinical/identifier_model.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

// Kinds before these: citizen service number, telephone number, e-mail, URL.
constexpr std::size_t kLearned = static_cast<std::size_t>(IdentifierKind::bsn);

}  // namespace

IdentifierModel IdentifierModel::builtin() {
  Weights weights;
  for (const TableRow& row :
       parse_table(builtin_table("clinical/tables/identifier-weights.tsv"), 3, "identifier-weights.tsv")) {
    const std::string_view label = row.columns[1], number = row.columns[2];
    float weight = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
    if (error != std::errc() || end != number.data() + number.size())
      throw Error(ErrorCode::invalid_table,
                  "identifier-weights.tsv, line " + std::to_string(row.line) + ": the weight is no number");
    const std::size_t place = label == "none" ? kKinds : static_cast<std::size_t>(identifier_kind(label));
    weights[feature_hash(row.columns[0])][place] = weight;
  }
  return IdentifierModel(std::move(weights));
}

IdentifierModel::Values IdentifierModel::probabilities(const FeatureNumbers& numbers) const {
  Values values{};
  for (const std::uint64_t number : numbers)
    if (const Values* const weights = weights_.find(number))
      for (std::size_t c = 0; c < kClasses; ++c) values[c] += (*weights)[c];
  const float most = *std::max_element(values.begin(), values.end());
  float sum = 0;
  for (float& value : values) sum += value = std::exp(value - most);
  for (float& value : values) value /= sum;
  return values;
}

void IdentifierModel::find(const RecordWords& words, Findings& findings, float threshold) const {
  const IdentifierFeatures features(words, findings);
  std::vector<std::size_t> kinds(words.size(), kKinds);  // kKinds: none
  FeatureNumbers numbers;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (findings.taken(i) || !features.candidate(i)) continue;
    numbers.clear();
    features.of_word(i, numbers);
    const Values values = probabilities(numbers);
    if (std::accumulate(values.begin(), values.begin() + kLearned, 0.0f) < threshold) continue;
    // Numbers and addresses of a fixed form are the rules' alone.
    kinds[i] = static_cast<std::size_t>(std::max_element(values.begin(), values.begin() + kLearned) - values.begin());
  }
  for (std::size_t first = 0; first < words.size();) {
    std::size_t last = first + 1;
    while (last < words.size() && kinds[last] == kinds[first] && words.gap(last).size() <= 2 &&
           words.gap(last).find('\n') == std::string_view::npos)
      ++last;
    if (kinds[first] < kKinds) findings.add(first, last, static_cast<IdentifierKind>(kinds[first]));
    first = last;
  }
}

}  // namespace klinker
