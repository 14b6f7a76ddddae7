#include "clinical/plain_dutch.h"

#include <algorithm>
#include <unordered_set>

#include "clinical/folded_text.h"
#include "clinical/section.h"
#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::string_view kSeparator = " | ";  // between the forms of a term

// Leaves out what begins inside the match before it; of matches that begin at one place, the longest stays.
void keep_apart(std::vector<PhraseTable::Match>& matches) {
  std::stable_sort(matches.begin(), matches.end(), [](const PhraseTable::Match& a, const PhraseTable::Match& b) {
    return a.span.start != b.span.start ? a.span.start < b.span.start : a.span.end > b.span.end;
  });
  std::size_t end = 0;
  std::erase_if(matches, [&](const PhraseTable::Match& match) {
    const bool inside = match.span.start < end;
    if (!inside) end = match.span.end;
    return inside;
  });
}

void add_item(std::string& note, std::string_view form, std::string_view meaning) {
  if (!note.empty()) note += "; ";
  ((note += form) += " = ") += meaning;
}

}  // namespace

PlainDutch::PlainDutch() {
  std::unordered_set<std::string> all;
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/plain-dutch.tsv"), 3, "plain-dutch.tsv")) {
    const auto refuse = [&](const char* what) {
      throw Error(ErrorCode::invalid_table, "plain-dutch.tsv, line " + std::to_string(row.line) + ": " + what);
    };
    for (std::string_view rest = row.columns[0]; !rest.empty();) {
      const std::size_t cut = std::min(rest.find(kSeparator), rest.size());
      if (!all.insert(fold_for_matching(rest.substr(0, cut))).second) refuse("the term stands twice");
      forms_.add(rest.substr(0, cut), terms_.size());
      rest.remove_prefix(std::min(cut + kSeparator.size(), rest.size()));
    }
    const auto section = find_section(row.columns[2]);
    if (!section && row.columns[2] != "-") refuse("no such section");
    terms_.push_back({row.columns[1], section});
  }
}

void PlainDutch::find(std::string_view folded, Span span, Section section, std::vector<PhraseTable::Match>& matches) const {
  forms_.find(folded, span, matches);
  std::erase_if(matches,
                [&](const PhraseTable::Match& match) { return terms_[match.number].section.value_or(section) != section; });
}

std::string PlainDutch::note(std::string_view record, std::string_view folded, const Statement& statement,
                             const Abbreviations& abbreviations, Told& told) const {
  // Abbreviations first: where both are as long, they are written out and then explained.
  std::vector<PhraseTable::Match> matches, explained;
  abbreviations.find(folded, statement.span, matches);
  find(folded, statement.span, statement.section, explained);
  const std::size_t first_abbreviation = terms_.size();
  for (PhraseTable::Match& match : matches) match.number += first_abbreviation;
  matches.insert(matches.end(), explained.begin(), explained.end());
  keep_apart(matches);

  std::string note;
  for (const PhraseTable::Match& match : matches) {
    const std::string_view form = match.span.of(record);
    if (match.number < first_abbreviation) {
      if (told.terms.insert(match.number).second) add_item(note, form, terms_[match.number].explanation);
      continue;
    }
    const std::size_t number = match.number - first_abbreviation;
    if (!told.abbreviations.insert(number).second) continue;
    const std::string_view expansion = abbreviations.expansion(number);
    add_item(note, form, expansion);
    const std::string folded_expansion = fold_for_matching(expansion);
    explained.clear();
    find(folded_expansion, {0, expansion.size()}, statement.section, explained);
    keep_apart(explained);
    for (const PhraseTable::Match& term : explained) {
      if (!told.terms.insert(term.number).second) continue;
      const std::string_view explanation = terms_[term.number].explanation;
      if (term.span.size() == expansion.size()) (note += ": ") += explanation;
      else add_item(note, term.span.of(expansion), explanation);
    }
  }
  return note;
}

}  // namespace klinker
