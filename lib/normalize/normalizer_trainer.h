#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "klinker/normalize/variety.h"
#include "klinker/tokenize/tokenizer.h"

namespace klinker {

/// A sentence and what it stands for, token by token.
struct NormalizerPair {
  Variety variety = Variety::chat;
  std::vector<std::string> tokens, norm;  ///< as many of one as of the other
};

struct NormalizerTrainerOptions {
  std::size_t min_count = 4;  ///< of a word that is in no word list
  std::size_t max_bigrams = 1'100'000;
  std::size_t max_trigrams = 1'000'000;
  std::uint64_t seed = 1;
};

/// What training gives: a file for lib/normalize to map, and two tables.
struct TrainedNormalizer {
  std::string model;           ///< models/normalizer-nl/model.bin
  std::string rewrites;        ///< rows of lib/normalize/tables/rewrites.tsv
  std::string reading_counts;  ///< rows of lib/normalize/tables/reading-counts.tsv
  std::size_t words = 0, sentences = 0;
};

/// Learns the parts of the normaliser that are learned: the lexicon, the order of words, varieties, correspondences of
/// letters, and how often a form stands for what.
class NormalizerTrainer {
 public:
  explicit NormalizerTrainer(const NormalizerTrainerOptions& options) : options_(options) {}

  /// Words of a dictionary, in their usual case.
  void add_word(std::string_view word);

  /// Standard Dutch; every sentence counts `weight` times for the order of words.
  void add_text(std::string_view text, unsigned weight);

  /// Text of a variety, for telling varieties apart.
  void add_example(std::string_view text, Variety variety);

  /// Throws Error(wrong_value) where `norm` is not as long as `tokens`. Its standard side counts `weight` times as text.
  void add_pair(const NormalizerPair& pair, unsigned weight);

  TrainedNormalizer train() const;

 private:
  struct Form {
    std::uint32_t id = 0;
    std::uint64_t lower = 0, title = 0, other = 0;  // how often it was written so, not at the begin of a sentence
    std::uint64_t begins = 0;
    bool listed = false, listed_lower = false, listed_title = false;
  };
  struct Example {
    Variety variety;
    std::vector<std::string> words;  // as they are written
  };

  Form& form(std::string_view key);
  void add_sentence(const std::vector<std::string_view>& tokens, unsigned weight);
  std::string rewrites(const std::vector<std::string>& lexicon) const;
  std::string reading_counts() const;
  std::string varieties(const class Dawg& words, std::string_view frequencies) const;

  NormalizerTrainerOptions options_;
  Tokenizer tokenizer_;
  std::unordered_map<std::string, Form> forms_;
  std::vector<const std::string*> keys_;  // by id
  std::vector<std::uint32_t> sequence_;   // ids of sentences; each begins with kSentence and its weight
  std::vector<Example> examples_;
  std::vector<NormalizerPair> pairs_;
};

}  // namespace klinker
