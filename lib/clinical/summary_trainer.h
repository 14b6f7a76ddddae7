#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clinical/candidates.h"
#include "clinical/statement_model.h"

namespace klinker {

/// What a reader must, or should, find in the summary of a record: citing one of the places covers it.
struct KeyFact {
  bool must = false;
  std::vector<Span> places;
};

struct SummaryTrainerOptions {
  double should = 0.25;       ///< what a fact that is no must counts, with a must as 1
  double inside = 0.7;        ///< share of a place that a candidate must hold to be an example of it
  std::size_t min_count = 2;  ///< examples of a feature that make it worth a weight
  double decay = 0.1;         ///< of weights
  double learning_rate = 0.05;
  std::size_t passes = 15;
  std::uint64_t seed = 1;
};

/// How much of the key facts summaries hold.
struct Coverage {
  std::size_t must = 0, musts = 0, should = 0, shoulds = 0;
};

/// Learns from records with key facts which candidates a reader needs: a logistic regression by AdaGrad. The same records in
/// the same order give the same weights.
class SummaryTrainer {
 public:
  explicit SummaryTrainer(const SummaryTrainerOptions& options = {}) : options_(options) {}

  void add(std::string record, std::vector<KeyFact> facts);
  std::size_t records() const { return records_.size(); }

  /// Rows of statement-weights.tsv, by name, of weights that are not next to nothing.
  std::string table() const;

  /// Every `folds`-th record is summarised by a model of the others, `folds` times; one answer a ratio.
  std::vector<Coverage> cross_validate(std::size_t folds, const std::vector<double>& max_ratios) const;

 private:
  struct Record {
    std::string text, folded;
    Candidates found;
    std::vector<KeyFact> facts;
    std::vector<std::vector<std::uint32_t>> features;  // of segments, as places in names_
    std::vector<float> wanted;                         // of segments, from 0 to 1
  };

  /// Weights by place in names_, of the records whose number leaves another rest than `fold` when divided by `folds`.
  std::vector<float> train(std::size_t folds, std::size_t fold) const;

  SummaryTrainerOptions options_;
  CandidateFinder finder_;
  FeatureNames names_;
  std::unordered_map<std::uint64_t, std::uint32_t> places_;
  std::vector<std::uint64_t> numbers_;
  std::vector<Record> records_;
};

}  // namespace klinker
