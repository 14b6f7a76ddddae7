#pragma once

#include <string_view>
#include <vector>

#include "clinical/context_lexicon.h"
#include "klinker/text/span.h"

namespace klinker {

/// The latest year of a date with a day in the record, or 0: the year in which it must have been written.
int latest_dated_year(std::string_view folded);

/// Appends a historical cue for each year before `record_year` (any year, where that is 0), for the item that it opens
/// (`2014: liesbreuk`) or closes (`TIA 2015`). `cues` holds those of the sentence: after "sinds" a year is not past.
/// A date with a day counts only inside a sentence, since at the start it is mostly that of the contact.
void find_years(const ContextLexicon& lexicon, std::string_view folded, Span sentence, int record_year,
                std::vector<ContextCue>& cues);

}  // namespace klinker
