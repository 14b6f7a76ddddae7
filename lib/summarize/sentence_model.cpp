#include "summarize/sentence_model.h"

#include <charconv>
#include <cmath>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {

SentenceModel::Weights SentenceModel::parse(std::string_view table, const std::string& name) {
  Weights weights;
  for (const TableRow& row : parse_table(table, 3, name)) {
    const auto fail = [&](const char* what) {
      throw Error(ErrorCode::invalid_table, name + ", line " + std::to_string(row.line) + ": " + what);
    };
    std::size_t feature = 0;
    while (feature < kSentenceFeatures && klinker::name(static_cast<SentenceFeature>(feature)) != row.columns[0]) ++feature;
    if (feature == kSentenceFeatures) fail("there is no such feature");
    const auto read = [&](std::string_view number) {
      float weight = 0;
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
      if (error != std::errc() || end != number.data() + number.size()) fail("the weight is no number");
      return weight;
    };
    weights.formal[feature] = read(row.columns[1]);
    weights.plain[feature] = read(row.columns[2]);
  }
  return weights;
}

SentenceModel SentenceModel::builtin() {
  return SentenceModel(parse(builtin_table("summarize/tables/weights.tsv"), "weights.tsv"));
}

double SentenceModel::score(const SentenceSigns& signs) const {
  if (!signs.candidate) return 0;
  const auto& weights = signs.plain ? weights_.plain : weights_.formal;
  double logit = 0;
  for (std::size_t i = 0; i < kSentenceFeatures; ++i)
    logit += static_cast<double>(weights[i]) * static_cast<double>(signs.features[i]);
  return 1 / (1 + std::exp(-logit));
}

}  // namespace klinker
