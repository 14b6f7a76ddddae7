#pragma once

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "form_analyzer.h"
#include "klinker/normalize/normalizer.h"
#include "ranker.h"
#include "variety_scorer.h"
#include "word_cache.h"

namespace klinker {

/// A decision to change tokens [first, first + count).
struct ReadingChoice {
  std::size_t first = 0, count = 1;
  Edit edit;  // without its place
  EditExplanation explanation;
};

/// Reads the words of one sentence in context. Immutable.
class SentenceReader {
 public:
  /// Throws Error(invalid_table).
  SentenceReader(const NormalizerModel& model, const NormalizerOptions& options);

  /// What is known of a token; valid until the next `forget`.
  NormalizerWord word(std::string_view token, bool readable) const;

  /// To be called where no words are held, so that memory stays bounded.
  void forget() const;

  /// The changes, in order, not overlapping.
  std::vector<ReadingChoice> read(const std::vector<NormalizerWord>& words, const VarietyScores& scores) const;

  const FormAnalyzer& analyzer() const { return analyzer_; }
  const VarietyScorer& scorer() const { return scorer_; }

 private:
  using Shares = std::array<float, kVarieties>;

  // What a sentence is read with: memory that is used again.
  struct Scratch {
    WordCache cache;
    CandidateLattice lattice;
    std::deque<std::pair<Reading, std::vector<NormalizerModel::WordId>>> merges;
  };
  static Scratch& scratch();

  void add_readings(const NormalizerWord& word, const std::vector<NormalizerWord>& words, const Shares& shares,
                    Variety rules, Scratch& scratch) const;
  void add_merges(const std::vector<NormalizerWord>& words, std::size_t at, const Shares& shares, Scratch& scratch) const;
  /// More words of other languages than of Dutch: to be left alone.
  bool is_foreign(const std::vector<NormalizerWord>& words) const;
  std::vector<std::string_view> evidence(std::string_view reading, const NormalizerWord& code,
                                         const std::vector<NormalizerWord>& words) const;
  std::string in_case(const Reading& reading, const std::vector<NormalizerWord>& words, std::size_t first, std::size_t count,
                      bool informal) const;

  const NormalizerModel& model_;
  NormalizerWeights weights_;
  FormAnalyzer analyzer_;
  Ranker ranker_;
  VarietyScorer scorer_;
  bool explain_ = false;
  std::uint64_t number_ = 0;  // tells the caches of several readers apart
  std::array<Shares, kVarieties> kinship_{};
  struct Evidence {
    std::string reading, word;
  };
  std::vector<Evidence> evidence_;  // by reading
  std::unordered_set<std::string_view> foreign_;
};

}  // namespace klinker
