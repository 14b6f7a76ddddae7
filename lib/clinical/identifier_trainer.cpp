#include "clinical/identifier_trainer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "clinical/deidentifier_rules.h"
#include "clinical/folded_text.h"
#include "clinical/random.h"

namespace klinker {
namespace {

constexpr float kNothing = 0.2f;  // smaller weights count as 0

void mark(std::string_view text, const std::vector<Identifier>& identifiers, std::vector<char>& marks) {
  marks.assign(text.size(), 0);
  for (const Identifier& identifier : identifiers)
    for (std::size_t at = identifier.span.start; at < identifier.span.end; ++at) marks[at] = !is_space(text[at]);
}

}  // namespace

void IdentifierTrainer::add(std::string text, std::vector<Identifier> identifiers) {
  records_.push_back(std::make_unique<Record>());
  Record& record = *records_.back();
  record.text = std::move(text);
  record.folded = fold_for_matching(record.text);
  record.identifiers = std::move(identifiers);
  record.words = std::make_unique<RecordWords>(record.text, record.folded, lexicon_);
  record.by_rules = std::make_unique<Findings>(*record.words);
  find_by_rules(*record.words, lexicon_, {}, *record.by_rules);
  const IdentifierFeatures features(*record.words, *record.by_rules);
  FeatureNumbers numbers;
  std::size_t next = 0;
  for (std::size_t i = 0; i < record.words->size(); ++i) {
    const Span span = (*record.words)[i].span;
    while (next < record.identifiers.size() && record.identifiers[next].span.end <= span.start) ++next;
    if (!features.candidate(i)) continue;
    const bool inside = next < record.identifiers.size() && record.identifiers[next].span.overlaps(span);
    record.classes.push_back(static_cast<std::uint8_t>(inside ? static_cast<std::size_t>(record.identifiers[next].kind)
                                                              : IdentifierModel::kKinds));
    numbers.clear();
    features.of_word(i, numbers, &names_);
    std::vector<std::uint32_t>& places = record.features.emplace_back();
    for (const std::uint64_t number : numbers) {
      const auto [place, added] = places_.emplace(number, static_cast<std::uint32_t>(numbers_.size()));
      if (added) numbers_.push_back(number);
      places.push_back(place->second);
    }
  }
}

IdentifierTrainer::Weights IdentifierTrainer::train(std::size_t folds, std::size_t fold) const {
  constexpr std::size_t kClasses = IdentifierModel::kClasses;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> examples;  // record, candidate
  std::vector<std::size_t> counts(numbers_.size());
  for (std::size_t r = 0; r < records_.size(); ++r) {
    if (r % folds == fold) continue;
    for (std::size_t c = 0; c < records_[r]->features.size(); ++c) {
      examples.emplace_back(r, c);
      for (const std::uint32_t feature : records_[r]->features[c]) ++counts[feature];
    }
  }
  Weights weights(numbers_.size());
  std::vector<std::array<double, kClasses>> squares(numbers_.size());
  std::uint64_t random = options_.seed;
  for (std::size_t pass = 0; pass < options_.passes; ++pass) {
    shuffle(examples, random);
    for (const auto& [r, c] : examples) {
      const std::vector<std::uint32_t>& features = records_[r]->features[c];
      std::array<double, kClasses> values{};
      for (const std::uint32_t feature : features)
        for (std::size_t k = 0; k < kClasses; ++k) values[k] += static_cast<double>(weights[feature][k]);
      const double most = *std::max_element(values.begin(), values.end());
      double sum = 0;
      for (double& value : values) sum += value = std::exp(value - most);
      for (std::size_t k = 0; k < kClasses; ++k) {
        const double error = values[k] / sum - (records_[r]->classes[c] == k ? 1 : 0);
        for (const std::uint32_t feature : features) {
          if (counts[feature] < options_.min_count) continue;
          float& weight = weights[feature][k];
          const double gradient = error + options_.decay * static_cast<double>(weight);
          double& square = squares[feature][k];
          square += gradient * gradient;
          weight -= static_cast<float>(options_.learning_rate * gradient / std::sqrt(square + 1e-6));
        }
      }
    }
  }
  for (IdentifierModel::Values& values : weights)
    for (float& weight : values)
      if (std::abs(weight) < kNothing) weight = 0;
  return weights;
}

std::string IdentifierTrainer::table() const {
  const Weights weights = train(records_.size() + 1, records_.size());
  std::map<std::string, const IdentifierModel::Values*> rows;
  for (std::size_t i = 0; i < weights.size(); ++i) rows.emplace(names_.at(numbers_[i]), &weights[i]);
  std::string table;
  for (const auto& [name, values] : rows)
    for (std::size_t k = 0; k < values->size(); ++k) {
      if ((*values)[k] == 0) continue;
      std::array<char, 32> number;
      const auto end =
          std::to_chars(number.data(), number.data() + number.size(), (*values)[k], std::chars_format::fixed, 2).ptr;
      table += name + '\t' +
               std::string(k == IdentifierModel::kKinds ? "none" : klinker::name(static_cast<IdentifierKind>(k))) + '\t' +
               std::string(number.data(), end) + '\n';
    }
  return table;
}

std::vector<CharacterCounts> IdentifierTrainer::cross_validate(std::size_t folds,
                                                               const std::vector<float>& thresholds) const {
  std::vector<CharacterCounts> counts(thresholds.size());
  std::vector<char> gold, found;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    const Weights trained = train(folds, fold);
    IdentifierModel::Weights weights;
    for (std::size_t i = 0; i < trained.size(); ++i) weights[numbers_[i]] = trained[i];
    const IdentifierModel model(std::move(weights));
    for (std::size_t r = fold; r < records_.size(); r += folds) {
      const Record& record = *records_[r];
      mark(record.text, record.identifiers, gold);
      for (std::size_t t = 0; t < thresholds.size(); ++t) {
        Findings findings = *record.by_rules;
        model.find(*record.words, findings, thresholds[t]);
        mark(record.text, findings.found(), found);
        for (std::size_t at = 0; at < gold.size(); ++at) {
          counts[t].gold += gold[at] != 0;
          counts[t].found += found[at] != 0;
          counts[t].right += gold[at] != 0 && found[at] != 0;
        }
      }
    }
  }
  return counts;
}

}  // namespace klinker
