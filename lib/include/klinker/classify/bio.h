#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace klinker {

/// An entity: words [first, last) and its type.
struct Entity {
  std::size_t first = 0;
  std::size_t last = 0;
  std::string type;

  friend bool operator==(const Entity&, const Entity&) = default;
};

/// The entities of a sentence's BIO tags. As for conlleval, an I- that continues nothing begins an entity.
std::vector<Entity> entities_of(const std::vector<std::string>& tags);

/// The types that BIO labels hold, in their order.
std::vector<std::string> entity_types(const std::vector<std::string>& labels);

/// An entity that a tagger found, and how likely it is that exactly these words are one of this type.
struct ScoredEntity {
  Entity entity;
  double score = 0;
};

/// What a tagger makes of a sentence.
struct Tagging {
  std::vector<std::string> tags;
  std::vector<ScoredEntity> entities;
};

/// Which tag may follow which: I-X follows B-X and I-X alone.
class BioScheme {
 public:
  /// `labels` in the order of the model's outputs. Throws Error(invalid_model) for a label that is no BIO tag, an I- without
  /// its B-, or no "O".
  explicit BioScheme(const std::vector<std::string>& labels);

  const std::vector<std::string>& labels() const { return labels_; }

  /// The likeliest valid sequence, where `log_scores` has a row for each word with the logarithm of each label's
  /// probability; entities with their probability among all valid sequences (forward and backward sums). Source: Viterbi
  /// 1967; Rabiner 1989. Time is linear in the words.
  Tagging decode(const std::vector<std::vector<double>>& log_scores) const;

 private:
  // Of an I- label that of its B-, of others none.
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::vector<std::size_t> best_path(const std::vector<std::vector<double>>& log_scores) const;
  std::vector<std::vector<double>> forward(const std::vector<std::vector<double>>& log_scores) const;
  std::vector<std::vector<double>> backward(const std::vector<std::vector<double>>& log_scores) const;

  std::vector<std::string> labels_;
  std::vector<std::size_t> begin_of_;
};

}  // namespace klinker
