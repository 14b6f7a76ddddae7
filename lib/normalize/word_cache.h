#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "form_analyzer.h"
#include "variety_model.h"

namespace klinker {

/// How a token is written.
struct Capitals {
  bool first = false;  ///< its first letter is a capital
  bool second = false;
  bool all = false;  ///< two letters or more, all of them capitals
  std::uint32_t letters = 0;

  static Capitals of(std::string_view token);
};

/// All that is known of a token whatever is around it.
struct KnownToken {
  std::string key;                             ///< as ReadingTable::key makes it
  NormalizerModel::WordId word = Dawg::kNone;  ///< in the lexicon
  NormalizerModel::WordId id = 0;              ///< for the n-gram model
  std::uint32_t letters = 0;                   ///< a to z by which the lexicon goes on behind it: a bit each
  std::uint16_t nothing = 0;                   ///< the varieties by whose rules it has no readings: a bit each
  Capitals capitals;
  VarietyLogits logits{};                                                         ///< what it says of varieties
  Dawg::State state;                                                              ///< of the lexicon behind it
  std::vector<std::pair<Variety, std::unique_ptr<const FormAnalysis>>> analyses;  ///< by the variety whose rules were tried
  std::string text;
};

/// A token as the normaliser sees it.
struct NormalizerWord {
  std::string_view text;
  KnownToken* known = nullptr;
  bool readable = false;  ///< a word, or something that may hide one; all else stays as it is
  bool begins_sentence = false;
  bool joined = false;  ///< no white space before it
};

/// What has been found out of tokens, for a thread: people use the same ones again and again. What it hands out stays where
/// it is until `trim`.
class WordCache {
 public:
  KnownToken& get(std::string_view token, const NormalizerModel& model);
  /// Nothing where it has no readings.
  const FormAnalysis* analysis(KnownToken& token, Variety variety, const FormAnalyzer& analyzer);

  /// Forgets everything when it is much, or of another normaliser than `owner`.
  void trim(std::uint64_t owner);

 private:
  struct Slot {
    std::size_t hash = 0;
    KnownToken* token = nullptr;
  };

  void grow();

  std::uint64_t owner_ = 0;
  std::size_t bytes_ = 0;    // of tokens and what was made of them
  std::vector<Slot> slots_;  // by hash; a token whose slot is taken lies behind it
  std::deque<KnownToken> tokens_;
};

}  // namespace klinker
