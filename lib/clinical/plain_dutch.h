#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "clinical/abbreviations.h"
#include "clinical/phrase_table.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/text/span.h"

namespace klinker {

/// Explains the jargon of statements in plain Dutch (level B1) for their notes, from plain-dutch.tsv. Explanations say what
/// a thing is, never that someone has it, so they also hold for what is denied.
class PlainDutch {
 public:
  /// Throws Error(invalid_table) where a term stands twice.
  PlainDutch();

  /// What the notes of a summary have said, so that they say it once: abbreviations and terms.
  struct Told {
    std::set<std::size_t> abbreviations, terms;
  };

  /// `CVA = cerebrovasculair accident: beroerte; dyspneu = benauwdheid`: the abbreviations written out and the terms
  /// explained that the summary has not told of yet, in the order of the statement. Where terms overlap, the first and of
  /// these the longest counts. Empty where there is nothing to tell.
  std::string note(std::string_view record, std::string_view folded, const Statement& statement,
                   const Abbreviations& abbreviations, Told& told) const;

  /// The terms in `span` of a folded text that is about `section`, as PhraseTable::find gives them.
  void find(std::string_view folded, Span span, Section section, std::vector<PhraseTable::Match>& matches) const;

  std::string_view explanation(std::size_t number) const { return terms_[number].explanation; }

 private:
  struct Term {
    std::string_view explanation;
    std::optional<Section> section;  // alone there it is read so
  };

  PhraseTable forms_;
  std::vector<Term> terms_;
};

}  // namespace klinker
