#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dawg.h"
#include "ngram_model.h"
#include "variety_model.h"

namespace klinker {

/// How a word of the lexicon is usually written.
enum class UsualCase : std::uint8_t { lower, title, other };

/// What the normaliser has learned of Dutch: its words with their frequency and case, a model of their order, and one of
/// varieties. A view of a file that is read where it lies, so it costs nothing to load.
class NormalizerModel {
 public:
  using WordId = std::uint32_t;

  /// What stands for tokens that are no word of the lexicon.
  enum class Special : WordId { unknown, begin, end, number, name };
  static constexpr WordId kSpecials = 5;

  /// `bytes` as `pack` made them; must outlive this object. Throws Error(invalid_model).
  explicit NormalizerModel(std::string_view bytes);

  /// The model that is compiled in.
  static const NormalizerModel& builtin();

  /// Puts sections together; a name has at most 8 bytes.
  static std::string pack(const std::vector<std::pair<std::string, std::string>>& sections);

  /// Tells models apart, also those that lie where another one lay.
  std::uint64_t number() const { return number_; }

  const Dawg& words() const { return words_; }
  const NgramModel& ngrams() const { return ngrams_; }
  const VarietyModel& varieties() const { return varieties_; }

  WordId special(Special which) const { return words_.size() + static_cast<WordId>(which); }

  /// The id of a word of the lexicon in lower case, or kNone.
  WordId find(std::string_view word) const { return words_.find(word); }

  /// The id that stands for a token in the n-gram model. `key`: the token in lower case.
  WordId id(std::string_view token, std::string_view key) const;

  /// The ids of words with single spaces between them.
  std::vector<WordId> ids(std::string_view text) const;

  /// How common a word is: the natural logarithm of one more than its count, to the nearest eighth; 0 for one that is only
  /// in the dictionary.
  float log_count(WordId word) const {
    return word < frequencies_.size() ? static_cast<float>(static_cast<unsigned char>(frequencies_[word])) / 8.0f : 0.0f;
  }

  UsualCase usual_case(WordId word) const {
    return word < cases_.size() && static_cast<unsigned char>(cases_[word]) <= static_cast<unsigned char>(UsualCase::other)
               ? static_cast<UsualCase>(cases_[word])
               : UsualCase::lower;
  }

 private:
  static std::string_view section(std::string_view bytes, std::string_view name);

  std::uint64_t number_;
  Dawg words_;
  std::string_view frequencies_, cases_;
  NgramModel ngrams_;
  VarietyModel varieties_;
};

}  // namespace klinker
