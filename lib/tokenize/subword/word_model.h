#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vocabulary.h"
#include "word_cache.h"

namespace klinker {

/// Memory of one thread for splitting words. The cache is empty where nothing is to be remembered.
struct WordScratch {
  struct Symbol {
    int id;
    std::uint32_t size, before, after;
  };
  struct Merge {
    std::uint32_t rank, left;
    int id;
  };
  struct Step {
    double score;
    std::uint32_t start;
    int id;
  };

  std::optional<WordCache> cache;
  std::vector<Symbol> symbols;
  std::vector<Merge> merges;
  std::vector<Step> steps;
  std::vector<WordPiece> pieces;
};

/// Splits a word, or whatever the pre-tokeniser leaves in one part, into pieces of a vocabulary.
class WordModel {
 public:
  virtual ~WordModel() = default;

  /// Appends the pieces of `word`, which is not empty, with places in it.
  virtual void encode(std::string_view word, WordScratch& scratch, std::vector<WordPiece>& out) const {
    remember(word, scratch, out);
  }

  /// Whether words are to be given as bytes where the pre-tokeniser would write each as a character.
  virtual bool reads_bytes() const { return false; }

  /// Unknown words become `unknown`; without it Error(wrong_value).
  static std::unique_ptr<WordModel> word_level(const Vocabulary& vocabulary, int unknown);

  struct WordPieceOptions {
    int unknown = -1;
    std::string prefix = "##";
    std::size_t max_characters = 100;  ///< a longer word is unknown
  };

  /// The longest piece first. Source: Wu et al. 2016.
  static std::unique_ptr<WordModel> word_piece(const Vocabulary& vocabulary, const WordPieceOptions& options,
                                               const std::string& where);

  struct BpeOptions {
    int unknown = -1;
    std::string prefix;  ///< of every symbol but the first of a word
    std::string suffix;  ///< of the last
    bool fuse_unknown = false;
    bool byte_fallback = false;
    bool ignore_merges = false;  ///< a word that is a piece is that piece
    bool raw_bytes = false;      ///< the vocabulary is byte-level, the words are the bytes themselves
    std::vector<std::pair<std::string, std::string>> merges;
  };

  /// Merges the pair that was learnt first until none is left. Source: Sennrich et al. 2016. Throws Error(invalid_model)
  /// with `where` for merges of pieces that do not exist.
  static std::unique_ptr<WordModel> bpe(const Vocabulary& vocabulary, const BpeOptions& options, const std::string& where);

  struct UnigramOptions {
    int unknown = -1;
    bool byte_fallback = false;
    std::vector<double> scores;  ///< by id
  };

  /// The pieces with the greatest sum of scores. Source: Kudo 2018.
  static std::unique_ptr<WordModel> unigram(const Vocabulary& vocabulary, UnigramOptions options, const std::string& where);

 protected:
  virtual void split(std::string_view word, WordScratch& scratch, std::vector<WordPiece>& out) const = 0;

  /// Splits a word that was not met before, and looks it up where it was.
  void remember(std::string_view word, WordScratch& scratch, std::vector<WordPiece>& out, std::uint32_t shift = 0) const;
};

/// The ids of "<0x00>" to "<0xFF>", -1 for those that are missing.
std::vector<int> byte_pieces(const Vocabulary& vocabulary);

}  // namespace klinker
