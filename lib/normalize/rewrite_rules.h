#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dawg.h"
#include "klinker/normalize/variety.h"
#include "normalizer_model.h"

namespace klinker {

/// A word that a form may stand for by its spelling.
struct RewrittenWord {
  std::string word;
  float cost = 0;         ///< of the rules that lead there, and of being a rare word: minus a logarithm
  bool regional = false;  ///< by a rule of the variety itself, not only by the slips that all writers make
};

/// Correspondences of letters between a variety and standard Dutch (`oa` for `aa`, `-e` for `-en`), with their costs: the
/// noisy channel of spelling. Source of the method: Brill and Moore, "An improved error model for noisy channel spelling
/// correction" (2000).
class RewriteRules {
 public:
  /// Reads the table that is compiled in. Throws Error(invalid_table).
  RewriteRules();

  /// The likeliest words of the lexicon for a form in lower case, best first, at most `kMost`, by rules, and where `slips`
  /// by one slip of the pen that no rule foresees. Tries a bounded number of ways.
  std::vector<RewrittenWord> words(std::string_view form, Variety variety, bool slips, const NormalizerModel& model) const;

  static constexpr std::size_t kMost = 6;

 private:
  struct Rule {
    std::string from, to;
    float cost = 0;
    bool at_start = false, at_end = false, regional = false;
  };
  using Rules = std::array<std::vector<Rule>, 256>;  // by the first byte of `from`

  std::array<Rules, kVarieties> rules_;
};

}  // namespace klinker
