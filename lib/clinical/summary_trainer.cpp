#include "clinical/summary_trainer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "clinical/folded_text.h"
#include "clinical/random.h"
#include "clinical/selector.h"

namespace klinker {
namespace {

constexpr double kNothing = 0.04;  // smaller weights count as 0

std::size_t shared(Span a, Span b) {
  const std::size_t start = std::max(a.start, b.start), end = std::min(a.end, b.end);
  return start < end ? end - start : 0;
}

bool covers(const std::vector<Statement>& summary, Span place) {
  constexpr double kMost = 0.9;  // as the scorer of summaries asks
  std::size_t cited = 0;
  for (const Statement& statement : summary) {
    cited += shared(statement.span, place);
    for (const Span& also : statement.also) cited += shared(also, place);
  }
  return static_cast<double>(cited) >= kMost * static_cast<double>(place.size());
}

}  // namespace

void SummaryTrainer::add(std::string text, std::vector<KeyFact> facts) {
  Record record{std::move(text), {}, {}, std::move(facts), {}, {}};
  record.folded = fold_for_matching(record.text);
  record.found = finder_.find(record.text, record.folded);
  const Candidates& found = record.found;
  const StatementFeatures features = found.features(record.text, record.folded);
  FeatureNumbers numbers;
  for (const Segment& segment : found.segments) {
    std::vector<std::uint32_t>& places = record.features.emplace_back();
    numbers.clear();
    features.of_segment(segment, numbers, &names_);
    for (std::size_t i = segment.first; i <= segment.last; ++i) features.of_clause(i, numbers, &names_);
    for (const std::uint64_t number : numbers) {
      const auto [place, added] = places_.emplace(number, static_cast<std::uint32_t>(numbers_.size()));
      if (added) numbers_.push_back(number);
      places.push_back(place->second);
    }
    const Span span = segment.span(found.clauses);
    double wanted = 0;
    for (const KeyFact& fact : record.facts)
      for (const Span& place : fact.places)
        if (static_cast<double>(shared(span, place)) >= options_.inside * static_cast<double>(place.size()))
          wanted = std::max(wanted, fact.must ? 1 : options_.should);
    record.wanted.push_back(static_cast<float>(wanted));
  }
  records_.push_back(std::move(record));
}

std::vector<float> SummaryTrainer::train(std::size_t folds, std::size_t fold) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> examples;  // record, segment
  std::vector<std::size_t> counts(numbers_.size());
  for (std::size_t r = 0; r < records_.size(); ++r) {
    if (r % folds == fold) continue;
    for (std::size_t s = 0; s < records_[r].features.size(); ++s) {
      examples.emplace_back(r, s);
      for (const std::uint32_t feature : records_[r].features[s]) ++counts[feature];
    }
  }
  std::vector<double> weights(numbers_.size()), squares(numbers_.size(), 1e-6);
  std::uint64_t random = options_.seed;
  for (std::size_t pass = 0; pass < options_.passes; ++pass) {
    shuffle(examples, random);
    for (const auto& [r, s] : examples) {
      const std::vector<std::uint32_t>& features = records_[r].features[s];
      double logit = 0;
      for (const std::uint32_t feature : features) logit += weights[feature];
      const double error = 1 / (1 + std::exp(-logit)) - static_cast<double>(records_[r].wanted[s]);
      for (const std::uint32_t feature : features) {
        if (counts[feature] < options_.min_count) continue;
        const double gradient = error + options_.decay * weights[feature];
        squares[feature] += gradient * gradient;
        weights[feature] -= options_.learning_rate * gradient / std::sqrt(squares[feature]);
      }
    }
  }
  // What is measured is what the table holds: two digits, and none of the smallest.
  for (double& weight : weights) weight = std::abs(weight) < kNothing ? 0 : std::round(weight * 100) / 100;
  return {weights.begin(), weights.end()};
}

std::string SummaryTrainer::table() const {
  const std::vector<float> weights = train(records_.size() + 1, records_.size());
  std::map<std::string, float> rows;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] != 0) rows.emplace(names_.at(numbers_[i]), weights[i]);
  std::string table;
  for (const auto& [name, weight] : rows) {
    std::array<char, 32> number;
    const auto end = std::to_chars(number.data(), number.data() + number.size(), weight, std::chars_format::fixed, 2).ptr;
    table += name + '\t' + std::string(number.data(), end) + '\n';
  }
  return table;
}

std::vector<Coverage> SummaryTrainer::cross_validate(std::size_t folds, const std::vector<double>& max_ratios) const {
  std::vector<Coverage> coverages(max_ratios.size());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    const std::vector<float> trained = train(folds, fold);
    StatementModel::Weights weights;
    for (std::size_t i = 0; i < trained.size(); ++i) weights[numbers_[i]] = trained[i];
    const StatementModel model(std::move(weights));
    for (std::size_t r = fold; r < records_.size(); r += folds) {
      const Record& record = records_[r];
      const std::vector<double> scores = record.found.score(model, record.text, record.folded);
      for (std::size_t i = 0; i < max_ratios.size(); ++i) {
        const auto summary = select_statements(record.text, record.folded, record.found.clauses, record.found.segments,
                                               scores, max_ratios[i]);
        for (const KeyFact& fact : record.facts) {
          const bool hit =
              std::any_of(fact.places.begin(), fact.places.end(), [&](Span place) { return covers(summary, place); });
          (fact.must ? coverages[i].must : coverages[i].should) += hit;
          ++(fact.must ? coverages[i].musts : coverages[i].shoulds);
        }
      }
    }
  }
  return coverages;
}

}  // namespace klinker
