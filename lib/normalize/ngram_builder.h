#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace klinker {

/// How large an NgramModel may become.
struct NgramLimits {
  std::size_t max_bigrams = 1'200'000;
  std::size_t max_trigrams = 1'200'000;
  /// Bits of a quantised log probability and of a back-off weight, 1 to 24.
  unsigned probability_bits = 8;
  unsigned back_off_bits = 10;
  /// Whether bigrams and unigrams are counted by the words before them (Kneser-Ney) or by how often they occur. The first is
  /// better for trigrams, the second where a model is asked for bigrams alone.
  bool continuations = true;
};

/// How often a trigram occurs: 20 bits a word. A bigram that opens a sentence has 2^20 for a first word, and so lies behind
/// all trigrams.
struct NgramCount {
  std::uint64_t key;
  std::uint32_t count;
};

/// Counts n-grams and makes the bytes of an NgramModel of them: interpolated modified Kneser-Ney (Chen and Goodman 1998),
/// written with back-off weights, of which those n-grams are kept whose removal would change the model most (Stolcke 1998).
/// The same sentences in the same order give the same bytes.
class NgramBuilder {
 public:
  /// Words are ids below `vocabulary`, which is at most 2^20. Throws Error(wrong_value).
  explicit NgramBuilder(std::size_t vocabulary);

  /// Counts a sentence with its marks of begin and end, which are words as any other (the first is not predicted). Counts
  /// are whole: a weight that is not whole counts the sentence once more at some of its calls (0.25: at every fourth one).
  /// Throws Error(wrong_value) where an id is no word, or the weight not in 0 to 1000.
  void add(const std::vector<std::uint32_t>& sentence, float weight = 1);

  /// The bytes of a model. Throws Error(wrong_value) where the bits are out of range.
  std::string build(const NgramLimits& limits) const;

 private:
  static std::vector<NgramCount> merged(const std::vector<NgramCount>& sorted, std::vector<NgramCount> pending);

  std::size_t vocabulary_;
  double carried_ = 0;               // what the weights up to here have over whole numbers
  std::vector<NgramCount> counts_;   // ascending, each key once
  std::vector<NgramCount> pending_;  // as they came
};

}  // namespace klinker
