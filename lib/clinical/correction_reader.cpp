#include "clinical/correction_reader.h"

#include <algorithm>

#include "clinical/context_lexicon.h"
#include "clinical/folded_text.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kOpening = 48;      // bytes of a sentence in which it says that it corrects
constexpr std::size_t kMostFindings = 8;  // behind one that is taken back, among which that in its place is looked for
constexpr std::size_t kMostWords = 12;    // between a finding and the words that take it back

}  // namespace

CorrectionReader::CorrectionReader() {
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/corrections.tsv"), 2, "corrections.tsv"))
    cues_.add(row.columns[0], row.columns[1] == "turn"           ? turn
                              : row.columns[1] == "opens"        ? opens
                              : row.columns[1] == "wrong before" ? wrong_before
                                                                 : wrong_after);
}

std::vector<Correction> CorrectionReader::read(std::string_view folded, const std::vector<Clause>& clauses,
                                               const std::vector<Correctable>& findings) const {
  std::vector<Correction> corrections(findings.size());
  std::vector<PhraseTable::Match> cues;
  std::size_t first = 0;
  for (std::size_t i = 0; i < clauses.size() && first < findings.size();) {
    Span sentence = clauses[i].span;
    std::size_t next = i;
    for (; next < clauses.size() && clauses[next].sentence == clauses[i].sentence; ++next)
      sentence.end = clauses[next].span.end;
    i = next;
    while (first < findings.size() && findings[first].span.end <= sentence.start) ++first;
    std::size_t last = first;
    while (last < findings.size() && findings[last].span.start < sentence.end) ++last;
    if (last == first) continue;
    cues.clear();
    cues_.find(folded, sentence, cues);
    // The first disease from `from` on that the sentence says is there.
    const auto there_from = [&](std::size_t from) {
      for (std::size_t f = from; f < std::min(last, from + kMostFindings); ++f)
        if (findings[f].disease && findings[f].presence != Presence::absent) return f;
      return Correction::none;
    };
    std::size_t reached = sentence.start, after = first;  // `after`: the first finding behind the cue
    for (const PhraseTable::Match& cue : cues) {
      if (cue.span.start < reached) continue;  // "onjuist" in "is onjuist"
      reached = cue.span.end;
      while (after < last && findings[after].span.start < cue.span.end) ++after;
      const auto within = [&](Span gap) { return count_words(folded, gap, kMostWords) <= kMostWords; };
      if (cue.number == opens && cue.span.start - sentence.start <= kOpening) {
        for (std::size_t f = first; f < last; ++f)
          if (findings[f].disease && findings[f].presence == Presence::absent) corrections[f] = {true, there_from(f + 1)};
      } else if (cue.number == turn && after > first) {
        const Correctable& denied = findings[after - 1];
        const std::size_t by = there_from(after);
        if (denied.disease && denied.presence == Presence::absent && by != Correction::none &&
            within({denied.span.end, cue.span.start}))
          corrections[after - 1] = {true, by};
      } else if (cue.number == wrong_before && after > first && within({findings[after - 1].span.end, cue.span.start})) {
        corrections[after - 1] = {true, there_from(after)};
      } else if (cue.number == wrong_after && after < last && within({cue.span.end, findings[after].span.start})) {
        const bool before = after > first && findings[after - 1].disease && findings[after - 1].presence != Presence::absent;
        corrections[after] = {true, before ? after - 1 : Correction::none};
      }
    }
  }
  return corrections;
}

}  // namespace klinker
