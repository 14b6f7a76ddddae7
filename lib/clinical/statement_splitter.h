#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "clinical/phrase_table.h"
#include "clinical/section_splitter.h"
#include "klinker/text/span.h"

namespace klinker {

/// The smallest part of a record that may be cited by itself.
struct Clause {
  Span span;                 ///< on character boundaries, without white space at its ends
  std::size_t block = 0;     ///< of the splitter's blocks
  std::size_t sentence = 0;  ///< clauses of one sentence share it
  bool list_item = false;
};

/// Cuts blocks into clauses: at line ends, full stops, semicolons and arrows; in long sentences at commas. A word that
/// denies, doubts, or names another time or person is never parted from the words beside it that it may speak of, and
/// what follows a condition (`Bij koorts …`) or a relative (`vader had …`) stays whole to the end of the sentence.
class StatementSplitter {
 public:
  StatementSplitter();

  std::vector<Clause> split(std::string_view record, std::string_view folded, const std::vector<Block>& blocks) const;

 private:
  /// How far a cue speaks: to the parts of the sentence beside it, to its end, or to its end only when it opens it.
  enum Reach : std::size_t { neighbours, rest, rest_from_start };

  enum CutKind { strong, comma, field, bracket };
  struct Cut {
    std::size_t left, right;  // the mark lies between
    CutKind kind;
  };
  struct Scratch;

  bool is_stop(std::string_view record, std::string_view folded, Span line, std::size_t at) const;
  static void find_cuts(std::string_view folded, Span sentence, std::vector<Cut>& cuts);
  void split_sentence(std::string_view record, std::string_view folded, Span sentence, Clause like, Scratch& scratch,
                      std::vector<Clause>& clauses) const;

  PhraseTable abbreviations_;
  std::vector<bool> may_end_;  // by abbreviation: it may end a sentence
  PhraseTable cues_;
  PhraseTable joiners_;
};

}  // namespace klinker
