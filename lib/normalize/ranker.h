#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "normalizer_model.h"
#include "normalizer_weights.h"
#include "reading_table.h"

namespace klinker {

/// One way to read one token or some in a row. What it points to must outlive it.
struct Candidate {
  const Reading* reading = nullptr;                ///< nothing: the token stays as it is
  std::span<const NormalizerModel::WordId> words;  ///< for the n-gram model
  float prior = 0;                                 ///< logarithm of its probability apart from context
  std::uint32_t tokens = 1;                        ///< how many tokens it reads
};

/// The candidates of a sentence, those of each token together.
class CandidateLattice {
 public:
  void clear() { candidates_.clear(), first_.clear(); }
  void begin_token() { first_.push_back(static_cast<std::uint32_t>(candidates_.size())); }
  void add(const Candidate& candidate) { candidates_.push_back(candidate); }

  /// Takes away candidates of the last token; not all of them.
  template <class F>
  void erase_if(F&& unwanted) {
    candidates_.erase(std::remove_if(candidates_.begin() + first_.back(), candidates_.end(), unwanted), candidates_.end());
  }

  std::size_t tokens() const { return first_.size(); }
  std::span<Candidate> of(std::size_t token) {
    const std::size_t end = token + 1 < first_.size() ? first_[token + 1] : candidates_.size();
    return {candidates_.data() + first_[token], end - first_[token]};
  }
  std::span<const Candidate> of(std::size_t token) const { return const_cast<CandidateLattice*>(this)->of(token); }

 private:
  std::vector<Candidate> candidates_;
  std::vector<std::uint32_t> first_;
};

/// A candidate that won over keeping the token, and how it saw the others.
struct Choice {
  std::size_t token = 0, candidate = 0;
  float probability = 1;      ///< against the other candidates of that token, the rest of the choice given
  std::vector<float> scores;  ///< of each candidate of that token
};

/// Chooses a reading for every token of a sentence: a search for the path with the best sum of priors and n-gram
/// probabilities, with a beam.
class Ranker {
 public:
  /// Both must outlive this object.
  Ranker(const NormalizerModel& model, const NormalizerWeights& weights) : model_(model), weights_(weights) {}

  /// The tokens that are to be changed, in order.
  std::vector<Choice> choose(const CandidateLattice& lattice) const;

 private:
  using WordId = NormalizerModel::WordId;
  struct Hypothesis {
    WordId before_previous, previous;
    float score;
    std::uint32_t parent;     // among all hypotheses
    std::uint32_t candidate;  // of the token at which it began
    std::uint32_t token;
    std::uint32_t end;  // the token behind it
  };

  float probability(WordId before_previous, WordId previous, WordId word) const;
  float context(WordId& before_previous, WordId& previous, const Candidate& candidate) const;
  Choice describe(const CandidateLattice& lattice, const std::vector<Hypothesis>& all,
                  const std::vector<std::uint32_t>& path, std::size_t place) const;

  const NormalizerModel& model_;
  const NormalizerWeights& weights_;
};

}  // namespace klinker
