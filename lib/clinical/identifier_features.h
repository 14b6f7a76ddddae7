#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clinical/deidentifier_findings.h"
#include "clinical/deidentifier_words.h"
#include "clinical/feature_collector.h"

namespace klinker {

/// What words of a record show of whether they are identifiers: their form, what the tables say of them and their
/// neighbours, which words stand beside them, what the rules found there, and as what they found the same word elsewhere.
/// Refers to what it was made from.
class IdentifierFeatures {
 public:
  IdentifierFeatures(const RecordWords& words, const Findings& findings);

  /// Appends the features of word `i`.
  void of_word(std::size_t i, FeatureNumbers& numbers, FeatureNames* names = nullptr) const;

  /// A word that may be an identifier at all: with a capital or a digit, or one that Dutch text does not hold; but no word that the
  /// tables know as something else, and no common word that only opens a sentence.
  bool candidate(std::size_t i) const;

 private:
  const RecordWords& words_;
  const Findings& findings_;
  std::vector<std::uint32_t> line_;
  std::vector<char> has_digit_, known_;
  std::unordered_map<std::string_view, IdentifierKind> elsewhere_;
};

}  // namespace klinker
