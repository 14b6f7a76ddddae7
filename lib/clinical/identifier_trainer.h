#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "clinical/identifier_model.h"

namespace klinker {

struct IdentifierTrainerOptions {
  std::size_t min_count = 4;  ///< words with a feature that make it worth weights
  double decay = 0.004;       ///< of weights
  double learning_rate = 0.1;
  std::size_t passes = 10;
  std::uint64_t seed = 1;
};

/// How many characters are identifiers, how many were taken for one, and how many rightly so.
struct CharacterCounts {
  std::size_t gold = 0, found = 0, right = 0;
};

/// Learns from records with marked identifiers what tells them from other words: by AdaGrad. The same records in the same
/// order give the same weights.
class IdentifierTrainer {
 public:
  explicit IdentifierTrainer(const IdentifierTrainerOptions& options = {}) : options_(options) {}

  /// `identifiers` in the order of the record, in bytes.
  void add(std::string record, std::vector<Identifier> identifiers);
  std::size_t records() const { return records_.size(); }

  /// Rows of identifier-weights.tsv, by name, of weights that are not next to nothing.
  std::string table() const;

  /// Every `folds`-th record is read by rules and a model of the others, `folds` times; one answer a threshold, of which one
  /// above 1 leaves the rules alone.
  std::vector<CharacterCounts> cross_validate(std::size_t folds, const std::vector<float>& thresholds) const;

 private:
  struct Record {
    std::string text, folded;
    std::vector<Identifier> identifiers;
    std::unique_ptr<RecordWords> words;
    std::unique_ptr<Findings> by_rules;
    std::vector<std::vector<std::uint32_t>> features;  // of candidates, as places in numbers_
    std::vector<std::uint8_t> classes;                 // of candidates
  };
  using Weights = std::vector<IdentifierModel::Values>;

  /// Weights by place in numbers_, of the records whose number leaves another rest than `fold` when divided by `folds`.
  Weights train(std::size_t folds, std::size_t fold) const;

  IdentifierTrainerOptions options_;
  IdentityLexicon lexicon_;
  FeatureNames names_;
  std::unordered_map<std::uint64_t, std::uint32_t> places_;
  FeatureNumbers numbers_;
  std::vector<std::unique_ptr<Record>> records_;
};

}  // namespace klinker
