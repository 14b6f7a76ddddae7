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
  bool first = false;   ///< its first letter is a capital
  bool second = false;
  bool all = false;     ///< two letters or more, all of them capitals
  std::size_t letters = 0;

  static Capitals of(std::string_view token);
};

/// All that is known of a token whatever is around it.
struct KnownToken {
  std::string text;
  std::string key;                             ///< as ReadingTable::key makes it
  NormalizerModel::WordId word = Dawg::kNone;  ///< in the lexicon
  NormalizerModel::WordId id = 0;              ///< for the n-gram model
  Dawg::State state;                           ///< of the lexicon behind it
  Capitals capitals;
  VarietyLogits logits{};                      ///< what it says of varieties
  std::vector<std::pair<Variety, std::unique_ptr<const FormAnalysis>>> analyses;  ///< by the variety whose rules were tried
};

/// What has been found out of tokens, for a thread: people use the same ones again and again. What it hands out stays where it
/// is until `trim`.
class WordCache {
 public:
  KnownToken& get(std::string_view token, const NormalizerModel& model);
  const FormAnalysis& analysis(KnownToken& token, Variety variety, const FormAnalyzer& analyzer);

  /// Forgets everything when it is much, or of another normaliser than `owner`.
  void trim(std::uint64_t owner);

 private:
  struct Slot {
    std::size_t hash = 0;
    KnownToken* token = nullptr;
  };

  std::uint64_t owner_ = 0;
  std::vector<Slot> slots_;  // by hash; a token whose slot is taken lies behind it
  std::deque<KnownToken> tokens_;
};

}  // namespace klinker
