#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "normalize/normalizer_model.h"

namespace klinker {

/// A word reduced to what its inflected forms share, and how rare that is in Dutch: 0 for the commonest words, 1 for unknown
/// ones.
struct WordTerm {
  std::string stem;
  float rarity = 0;
};

/// Finds stems, and the parts of compounds, with the words of the normaliser's lexicon.
class TermReader {
 public:
  explicit TermReader(const NormalizerModel& model = NormalizerModel::builtin()) : model_(model) {}

  /// The stem of a word in lower case, and behind it the two parts of a compound, with half their rarity. Nothing for a word
  /// without a letter or of more than 40 bytes.
  std::vector<WordTerm> read(std::string_view word) const;

  /// "huizen": huis; "vergunningen": vergunning; "grote": groot; a word that is in none of its shorter forms a word of Dutch
  /// stays as it is.
  std::string stem(std::string_view word) const;

 private:
  bool known(std::string_view word) const { return count(word) > 0; }
  float count(std::string_view word) const;  // as NormalizerModel::log_count; -1 for no word
  float rarity(std::string_view word) const;
  std::size_t find_joint(std::string_view word) const;

  const NormalizerModel& model_;
};

}  // namespace klinker
