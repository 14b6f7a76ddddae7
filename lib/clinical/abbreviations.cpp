#include "clinical/abbreviations.h"

#include <algorithm>

#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kMost = 8;  // expansions in one note

}  // namespace

Abbreviations::Abbreviations() {
  for (const TableRow& row : parse_table(builtin_table("normalize/tables/medical.tsv"), 5, "medical.tsv")) {
    if (row.columns[4] == "y") continue;
    forms_.add(row.columns[0], expansions_.size());
    expansions_.push_back(row.columns[1]);
  }
}

std::string Abbreviations::note(std::string_view record, std::string_view folded, Span span) const {
  std::vector<PhraseTable::Match> matches;
  forms_.find(folded, span, matches);
  std::vector<std::size_t> seen;
  std::string note;
  for (const PhraseTable::Match& match : matches) {
    if (seen.size() == kMost) break;
    if (std::find(seen.begin(), seen.end(), match.number) != seen.end()) continue;
    seen.push_back(match.number);
    if (!note.empty()) note += "; ";
    note += match.span.of(record);
    note += " = ";
    note += expansions_[match.number];
  }
  return note;
}

}  // namespace klinker
