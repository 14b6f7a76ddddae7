#include "clinical/reader_weights.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <string>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::array<std::string_view, 4> kReaders = {"", "huisarts", "verpleegkundige", "patient"};
// What the tables of statements see comes first among the marks, then the topics.
constexpr std::array<std::string_view, 4> kSigns = {"drug", "dose", "measures", "condition"};
constexpr std::size_t kMostMarks = 64;

std::uint64_t signs_of(const StatementSigns& signs) {
  return std::uint64_t{signs.drug} | std::uint64_t{signs.dose} << 1 | std::uint64_t{signs.measures > 0} << 2 |
         std::uint64_t{signs.condition} << 3;
}

[[noreturn]] void refuse(const char* table, const TableRow& row, const char* what) {
  throw Error(ErrorCode::invalid_table, std::string(table) + ", line " + std::to_string(row.line) + ": " + what);
}

}  // namespace

std::optional<Reader> find_reader(std::string_view dutch_name) {
  for (std::size_t i = 1; i < kReaders.size(); ++i)
    if (kReaders[i] == dutch_name) return static_cast<Reader>(i);
  return std::nullopt;
}

ReaderWeights::ReaderWeights() {
  std::vector<std::string_view> marks(kSigns.begin(), kSigns.end());
  const auto place = [&](std::string_view mark) {
    return static_cast<std::size_t>(std::find(marks.begin(), marks.end(), mark) - marks.begin());
  };
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/topics.tsv"), 2, "topics.tsv")) {
    const std::size_t mark = place(row.columns[1]);
    if (mark == marks.size()) marks.push_back(row.columns[1]);
    if (marks.size() > kMostMarks || mark < kSigns.size())
      refuse("topics.tsv", row, "too many topics, or the name of a sign");
    topics_.add(row.columns[0], mark);
  }
  for (Odds& odds : odds_) {
    odds.section.fill(1);
    odds.mark.assign(marks.size(), 1);
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/readers.tsv"), 4, "readers.tsv")) {
    const auto reader = find_reader(row.columns[0]);
    const auto section = find_section(row.columns[2]);
    const std::size_t mark = place(row.columns[2]);
    const bool of_section = row.columns[1] == "section";
    const bool of_model = row.columns[1] == "model";
    if (!reader || (!of_model && (of_section ? !section : mark == marks.size())))
      refuse("readers.tsv", row, "no such reader, section, sign or topic");
    Odds& odds = odds_[static_cast<std::size_t>(*reader)];
    double& factor = of_model ? odds.trust : of_section ? odds.section[static_cast<std::size_t>(*section)] : odds.mark[mark];
    const std::string_view number = row.columns[3];
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), factor);
    if (error != std::errc() || end != number.data() + number.size() || !(factor > 0 && factor <= 100))
      refuse("readers.tsv", row, "the factor must be above 0 and at most 100");
  }
}

ReaderWeights::Marks ReaderWeights::topics_in(std::string_view folded, Span span) const {
  std::vector<PhraseTable::Match> matches;
  topics_.find(folded, span, matches);
  Marks marks = 0;
  for (const PhraseTable::Match& match : matches) marks |= Marks{1} << match.number;
  return marks;
}

void ReaderWeights::apply(Reader reader, std::string_view folded, const Candidates& found,
                          std::vector<double>& scores) const {
  const Odds& odds = odds_[static_cast<std::size_t>(reader)];
  std::vector<Marks> headings, marks;
  for (const Block& block : found.blocks) headings.push_back(topics_in(folded, block.heading));
  for (std::size_t i = 0; i < found.clauses.size(); ++i) {
    const Clause& clause = found.clauses[i];
    marks.push_back(signs_of(found.signs[i]) | topics_in(folded, clause.span) | headings[clause.block]);
  }
  for (std::size_t i = 0; i < found.segments.size(); ++i) {
    if (scores[i] <= 0) continue;
    const Segment& segment = found.segments[i];
    Marks all = 0;
    for (std::size_t clause = segment.first; clause <= segment.last; ++clause) all |= marks[clause];
    double factor = odds.section[static_cast<std::size_t>(found.signs[segment.first].section)];
    for (; all != 0; all &= all - 1) factor *= odds.mark[static_cast<std::size_t>(std::countr_zero(all))];
    scores[i] = 1 / (1 + std::pow((1 - scores[i]) / scores[i], odds.trust) / factor);
  }
}

}  // namespace klinker
