#pragma once

#include <string_view>
#include <vector>

#include "clinical/statement_features.h"
#include "clinical/statement_splitter.h"
#include "klinker/clinical/summarizer.h"

namespace klinker {

/// Chooses the segments that tell most in the room there is: by score for each character, one of those that say the same. A
/// segment that holds a chosen one may take its place for what it adds. Everything cited, further places included, stays
/// below `max_ratio` of the record in bytes and in characters. One score a segment; those with score 0 are never chosen.
/// Statements come in the order of the record, without sections and notes. Time n log n in the segments.
std::vector<Statement> select_statements(std::string_view record, std::string_view folded,
                                         const std::vector<Clause>& clauses, const std::vector<Segment>& segments,
                                         const std::vector<double>& scores, double max_ratio);

}  // namespace klinker
