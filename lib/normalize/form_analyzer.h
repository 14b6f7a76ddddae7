#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "disguise_reader.h"
#include "normalizer_model.h"
#include "normalizer_weights.h"
#include "reading_contexts.h"
#include "reading_table.h"
#include "rewrite_rules.h"

namespace klinker {

/// What one form may stand for, whatever is around it.
struct FormAnalysis {
  NormalizerModel::WordId word = Dawg::kNone;  ///< in the lexicon
  bool standard = false;                       ///< a word of the lexicon, or made of such words
  bool rare = false;                           ///< such a word, but one that is seldom seen
  std::vector<Reading> readings;
  std::vector<std::vector<NormalizerModel::WordId>> words;  ///< of each reading, for the n-gram model
  bool has_contexts = false;                                ///< neighbours may decide: see ReadingContexts
  std::array<bool, kVarieties> told{};                      ///< the varieties whose tables and counts hold the form
};

/// Finds the readings of a form: in tables, and where those and the lexicon do not know it by rules for stretched letters,
/// clitics, words written together, quantities, disguises and spelling.
class FormAnalyzer {
 public:
  /// `model` and `weights` must outlive this object. Throws Error(invalid_table).
  FormAnalyzer(const NormalizerModel& model, const NormalizerWeights& weights, const std::string& user_table);

  /// `form` as ReadingTable::key makes it. `variety`: whose spelling rules are tried on a form that nothing else explains;
  /// `standard` for none. A form of more than 64 bytes is only looked up.
  FormAnalysis analyze(std::string_view form, Variety variety) const;

  /// True for a word of the lexicon that is common enough to be believed when it results from a rule.
  bool believable(std::string_view word) const;

  const DisguiseReader& disguises() const { return disguises_; }
  const ReadingContexts& contexts() const { return contexts_; }

 private:
  struct Clitic {
    std::string form, replacement;
    bool at_start = false;
    Variety variety = Variety::chat;
    float share = 0;
  };
  struct Unit {
    std::string suffix, reading;
    Variety variety = Variety::chat;
  };

  FormAnalysis readings_of(std::string_view form, Variety variety) const;
  bool is_compound(std::string_view form) const;
  void add_shortened(std::string_view form, std::vector<Reading>& readings) const;
  void add_clitics(std::string_view form, std::vector<Reading>& readings) const;
  void add_splits(std::string_view form, std::vector<Reading>& readings) const;
  void add_quantities(std::string_view form, std::vector<Reading>& readings) const;
  void add_rewrites(std::string_view form, Variety variety, bool slips, std::vector<Reading>& readings) const;

  const NormalizerModel& model_;
  const NormalizerWeights& weights_;
  ReadingTable table_;
  DisguiseReader disguises_;  // reads table_
  ReadingContexts contexts_;
  RewriteRules rules_;
  std::vector<Clitic> clitics_;
  std::vector<Unit> units_;
  std::map<std::string, std::string, std::less<>> number_words_;
};

}  // namespace klinker
