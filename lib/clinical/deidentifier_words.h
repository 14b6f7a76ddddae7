#pragma once

#include <string_view>
#include <vector>

#include "clinical/deidentifier_lexicon.h"
#include "klinker/text/span.h"

namespace klinker {

/// A run of letters and digits in a record, and what its form and the tables say about it.
struct RecordWord {
  Span span;
  bool capital = false;  ///< begins with a capital
  bool upper = false;    ///< two letters or more, all capitals
  bool number = false;   ///< digits only
  bool starts = false;   ///< after a line end, a full stop, a colon or wide space: here a capital says nothing
  CueSet cues = 0;
};

/// The words of a record with the gaps between them; refers to the texts.
class RecordWords {
 public:
  RecordWords(std::string_view record, std::string_view folded, const IdentityLexicon& lexicon);

  std::size_t size() const { return words_.size(); }
  const RecordWord& operator[](std::size_t i) const { return words_[i]; }
  bool has(std::size_t i, CueSet cues) const { return i < words_.size() && (words_[i].cues & cues) != 0; }

  /// The folded word.
  std::string_view key(std::size_t i) const { return words_[i].span.of(folded_); }

  /// What stands between word `i` and the one before it, folded; for i == size() what follows the last word.
  std::string_view gap(std::size_t i) const;

  /// The byte behind a word, 0 at the end.
  char after(std::size_t i) const { return words_[i].span.end < folded_.size() ? folded_[words_[i].span.end] : '\0'; }

  /// A space, a hyphen or an apostrophe between this word and the one before.
  bool joined(std::size_t i) const;

  /// One letter, a capital.
  bool initial(std::size_t i) const { return i < size() && words_[i].capital && key(i).size() == 1; }

  bool family(std::size_t i) const { return has(i, cue::family); }
  bool family_word(std::size_t i) const { return has(i, cue::family_word); }

  /// A word that Dutch text or a healthcare record has apart from names.
  bool ordinary(std::size_t i) const;

  std::string_view record() const { return record_; }
  std::string_view folded() const { return folded_; }

 private:
  std::string_view record_, folded_;
  std::vector<RecordWord> words_;
};

}  // namespace klinker
