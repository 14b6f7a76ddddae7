#pragma once

#include <array>
#include <string>
#include <string_view>

#include "klinker/normalize/variety.h"

namespace klinker {

/// The handful of numbers that balance tables, rules and the n-gram model: set by search on development sentences.
struct NormalizerWeights {
  float context = 0.5f;       ///< of the n-gram model's logarithm, beside the prior's
  float word = 2.0f;          ///< for each word that a reading has beyond one, which the n-gram model alone would make dear
  float unknown = -4.0f;      ///< for keeping a word that nothing knows
  float keeps_known = 0.03f;  ///< least probability of keeping a word of the lexicon that is listed as non-standard too
  float keeps_rare = 0.3f;    ///< the same of a rare word of the lexicon that rules can explain
  float keeps_unknown = 0.25f;  ///< the same of a word that is not in the lexicon: a name or a new word
  float rewritten = 0.75f;      ///< that rules of spelling are right where they find a word
  float even_cost = 2.0f;       ///< the cost at which a rewritten word is as likely as a new word that just looks like one
  float rare = 2.5f;            ///< below this natural logarithm of its count a word is rare
  float split = 0.45f;          ///< that two words written together are meant as two
  std::array<float, kVarieties> prior{};  ///< added to the logit of a variety

  /// A table of names and values, over those above; the built-in one where `table` is empty. Throws Error(invalid_table).
  explicit NormalizerWeights(std::string_view table);
};

}  // namespace klinker
