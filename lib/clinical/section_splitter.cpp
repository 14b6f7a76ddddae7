#include "clinical/section_splitter.h"

#include <algorithm>

#include "clinical/folded_text.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kLongestHeading = 60;

// Digits with at least one `-` or `/` between them: 6/1/25, 19-10-2025, 07-03.
std::size_t date_end(std::string_view folded, std::size_t at, std::size_t end) {
  std::size_t digits = 0, separators = 0, run = 0;
  for (; at < end; ++at) {
    if (is_digit(folded[at])) {
      ++digits;
      ++run;
    } else if ((folded[at] == '/' || folded[at] == '-') && run > 0) {
      ++separators;
      run = 0;
    } else {
      break;
    }
  }
  const bool stops = at == end || !is_word_byte(folded[at]);
  return stops && run > 0 && separators >= 1 && separators <= 2 && digits >= 2 && digits <= 8 ? at : std::string_view::npos;
}

bool is_boundary_before(std::string_view folded, Span line, std::size_t at) {
  if (at == line.start) return true;
  const std::size_t gap = at - line.start;
  if (folded[at - 1] != ' ') return false;
  if (gap < 2) return true;
  const char before = folded[at - 2];
  return before == '.' || before == ';' || before == ' ' || before == '!' || before == '?' || before == '"' || before == ')';
}

// One to three words, the first with a capital, and a colon.
bool opens_with_label(std::string_view record, std::string_view folded, Span line) {
  if (!is_upper(record[line.start])) return false;
  const std::string_view start = folded.substr(line.start, std::min<std::size_t>(line.size(), 40));
  const std::size_t colon = start.find_first_of(":.,;");
  return colon != std::string_view::npos && start[colon] == ':' && std::count(start.begin(), start.begin() + static_cast<std::ptrdiff_t>(colon), ' ') <= 2;
}

}  // namespace

std::size_t skip_list_marker(std::string_view folded, Span span) {
  std::size_t at = span.start;
  const auto space_at = [&](std::size_t i) { return i < span.end && is_space(folded[i]); };
  if (at >= span.end) return at;
  if (folded[at] == '-' && at + 1 < span.end && folded[at + 1] == '>') at += 2;
  else if ((folded[at] == '-' || folded[at] == '*' || folded[at] == '+') && space_at(at + 1)) at += 1;
  else if (is_digit(folded[at])) {
    std::size_t digits = at;
    while (digits < span.end && is_digit(folded[digits])) ++digits;
    if (digits - at <= 2 && digits < span.end && (folded[digits] == '.' || folded[digits] == ')') && space_at(digits + 1))
      at = digits + 1;
  }
  while (space_at(at)) ++at;
  return at;
}

SectionSplitter::SectionSplitter() {
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/scoping_headings.tsv"), 1, "scoping_headings.tsv"))
    scoping_.add(row.columns[0], 0);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/weekdays.tsv"), 1, "weekdays.tsv"))
    days_.add(row.columns[0], 0);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/headings.tsv"), 3, "headings.tsv")) {
    PhraseTable& table = row.columns[0].size() == 1 ? letters_ : phrases_;
    table.add(row.columns[0], headings_.size());
    std::vector<PhraseTable::Match> scope;
    const std::string folded = fold_for_matching(row.columns[0]);
    scoping_.find(folded, {0, folded.size()}, scope);
    const std::string_view style = row.columns[2];
    headings_.push_back({find_section(row.columns[1]), !scope.empty(),
                         style == "soep" ? Scheme::soep : style == "sbar" ? Scheme::sbar : Scheme::none});
  }
}

std::optional<SectionSplitter::Heading> SectionSplitter::find(std::string_view text, Look look) const {
  if (text.empty() || text.size() > kLongestHeading) return std::nullopt;
  if (const std::size_t number = phrases_.number_of(text); number != PhraseTable::none) return headings_[number];
  std::vector<PhraseTable::Match> matches;
  scoping_.find(text, {0, text.size()}, matches);
  const bool scoped = !matches.empty() && (matches.front().span.start == 0 || matches.back().span.end == text.size()) &&
                      (look == Look::any_word || matches.front().span.size() == text.size());
  if (look == Look::whole) return scoped ? std::optional<Heading>({std::nullopt, true}) : std::nullopt;
  matches.clear();
  phrases_.find(text, {0, text.size()}, matches);
  if (std::count(text.begin(), text.end(), ' ') > 5) return std::nullopt;
  // The last word says most (`Psychiatrische VG`), unless the first is a heading itself (`Medicatie bij intake`).
  const PhraseTable::Match* best = nullptr;
  for (const PhraseTable::Match& match : matches)
    if (best == nullptr || match.span.size() > best->span.size()) best = &match;
  if (best != nullptr) return Heading{headings_[best->number].section, scoped || headings_[best->number].scoped};
  return scoped ? std::optional<Heading>({std::nullopt, true}) : std::nullopt;
}

// Letters at line starts mean SOEP, SBAR, or with C and D among them the ABCDE of emergency care, which is no heading.
SectionSplitter::Scheme SectionSplitter::letter_scheme(std::string_view record, std::string_view folded) const {
  bool seen[26] = {};
  for (std::size_t begin = 0; begin < folded.size();) {
    const std::size_t end = std::min(folded.find('\n', begin), folded.size());
    while (begin < end && folded[begin] == ' ') ++begin;
    if (begin + 1 < end && is_upper(record[begin]) && (folded[begin + 1] == ' ' || folded[begin + 1] == ':' || folded[begin + 1] == '/'))
      seen[folded[begin] - 'a'] = true;
    begin = end + 1;
  }
  const auto has = [&](char letter) { return seen[letter - 'a']; };
  if (has('c') && has('d')) return Scheme::none;
  if (has('b') && (has('a') || has('r'))) return Scheme::sbar;
  const int soep = has('s') + has('o') + has('e') + has('p');
  return soep >= 2 ? Scheme::soep : Scheme::none;
}

std::optional<SectionSplitter::State> SectionSplitter::letter_heading(std::string_view record, std::string_view folded,
                                                                      Span line, Scheme scheme) const {
  if (line.size() < 2 || !is_upper(record[line.start])) return std::nullopt;
  std::size_t at = line.start + 1;
  const bool marked = folded[at] == ':' || folded[at] == '/' || folded[at] == '=';
  if (marked) ++at;
  if (at < line.end && !is_space(folded[at])) return std::nullopt;
  std::size_t number = phrases_.number_of(folded.substr(line.start, at - line.start));  // "c/"
  if (number == PhraseTable::none) number = letters_.number_of(folded.substr(line.start, 1));
  if (number == PhraseTable::none) return std::nullopt;
  const Heading& heading = headings_[number];
  const bool shared = folded[line.start] == 's' && scheme != Scheme::none;  // subjective and situation
  if (heading.scheme == Scheme::none ? !marked : heading.scheme != scheme && !shared) return std::nullopt;
  return State{{line.start, at}, heading.section, heading.scoped, true};
}

std::optional<SectionSplitter::State> SectionSplitter::line_heading(std::string_view record, std::string_view folded,
                                                                    Span line, bool after_blank, bool before_text) const {
  if (line.size() > kLongestHeading || line.size() < 2) return std::nullopt;
  Span title{skip_list_marker(folded, line), line.end};
  while (title.end > title.start && (folded[title.end - 1] == ':' || folded[title.end - 1] == '-' || folded[title.end - 1] == '='))
    --title.end;
  const bool colon = title.end < line.end;
  if (const std::size_t bracket = title.of(folded).find('('); bracket != std::string_view::npos && bracket > 0)
    title.end = title.start + bracket;
  title = trim(folded, title);
  if (title.empty()) return std::nullopt;
  const std::string_view text = title.of(folded);
  // `Meetwaarden    uitslag    datum`: the first column of a table is its heading.
  if (const std::size_t gap = text.find("  "); gap != std::string_view::npos && std::none_of(text.begin(), text.end(), is_digit))
    if (const auto heading = find(text.substr(0, gap), Look::whole)) return State{line, heading->section, heading->scoped, true};
  if (text.find_first_of(".,;:?!") != std::string_view::npos) return std::nullopt;
  const bool capital = is_upper(record[title.start]) || static_cast<unsigned char>(record[title.start]) >= 0x80;
  const bool capitals = capital && std::none_of(record.begin() + static_cast<std::ptrdiff_t>(title.start),
                                                record.begin() + static_cast<std::ptrdiff_t>(title.end),
                                                [](char c) { return c >= 'a' && c <= 'z'; });
  const bool digits = std::any_of(text.begin(), text.end(), is_digit);
  const bool likely = colon || capitals || (capital && after_blank && before_text);
  const bool fields = text.find('/') != std::string_view::npos || text.find(" -") != std::string_view::npos;
  if (const auto heading = find(text, Look::whole)) return State{line, heading->section, heading->scoped, false};
  if (likely && !digits && !fields)
    if (const auto heading = find(text, Look::any_word)) return State{line, heading->section, heading->scoped, false, !colon};
  // A heading that the table does not know ends the one before. It may be a statement after all, so its text stays.
  const bool only_words = std::all_of(text.begin(), text.end(), [](char c) { return is_word_byte(c) || c == ' '; });
  const bool short_title = std::count(text.begin(), text.end(), ' ') <= 3 && text.size() <= 40;
  if (capital && !digits && only_words && text.find(' ') >= 3 && short_title && before_text && (colon || capitals || after_blank))
    return State{{}, std::nullopt, false, false, true};
  return std::nullopt;
}

// `mark` is the colon, slash or dash after a possible heading.
std::optional<SectionSplitter::State> SectionSplitter::mark_heading(std::string_view folded, Span line, std::size_t mark) const {
  const char sign = folded[mark];
  std::size_t end = mark;
  while (end > line.start && folded[end - 1] == ' ') --end;
  if (sign != '-' && end != mark) return std::nullopt;
  std::size_t start = end;
  while (start > line.start && end - start < kLongestHeading && !is_boundary_before(folded, line, start)) --start;
  if (!is_boundary_before(folded, line, start)) return std::nullopt;
  const bool at_start = start == line.start || skip_list_marker(folded, line) == start;
  if (start == line.start) start = skip_list_marker(folded, line);
  if (sign == '-' && !at_start) return std::nullopt;
  std::string_view text = folded.substr(start, end - start);
  if (const std::size_t bracket = text.find(" ("); bracket != std::string_view::npos) text = text.substr(0, bracket);
  std::optional<Heading> heading;
  if (text.size() == 1 && sign == '/') {
    std::size_t number = phrases_.number_of(folded.substr(start, mark + 1 - start));
    if (number != PhraseTable::none && headings_[number].scheme != Scheme::sbar) heading = headings_[number];
  } else {
    heading = find(text, sign == ':' && at_start ? Look::any_word : Look::whole);
  }
  if (!heading) return std::nullopt;
  std::size_t after = mark + 1;
  return State{{start, after}, heading->section, heading->scoped, true};
}

// A line that begins with a date, after a weekday or not, opens a contact.
bool SectionSplitter::opens_contact(std::string_view folded, Span line) const {
  std::size_t at = line.start;
  std::size_t word = at;
  while (word < line.end && is_word_byte(folded[word]) && !is_digit(folded[word])) ++word;
  if (word > at) {
    if (days_.number_of(folded.substr(at, word - at)) == PhraseTable::none) return false;
    at = word;
    while (at < line.end && (folded[at] == ' ' || folded[at] == '.')) ++at;
  }
  return date_end(folded, at, line.end) != std::string_view::npos;
}

std::vector<Block> SectionSplitter::split(std::string_view record, std::string_view folded) const {
  std::vector<Block> blocks;
  const Scheme scheme = letter_scheme(record, folded);
  State state;
  std::size_t contact = 0;
  bool after_blank = true;
  bool joinable = false;  // the next line may go on in the last block
  const auto emit = [&](Span body, const State& of) {
    body = trim(folded, body);
    if (body.empty()) return;
    if (joinable) blocks.back().body.end = body.end;
    else blocks.push_back({of.heading, body, of.section, contact, of.scoped});
    joinable = true;
  };
  for (std::size_t begin = 0; begin < folded.size();) {
    std::size_t end = folded.find('\n', begin);
    if (end == std::string_view::npos) end = folded.size();
    const Span line = trim(folded, {begin, end});
    const std::size_t next = std::min(end + 1, folded.size());
    if (line.empty()) {
      if (state.ends_at_blank) state = {};
      joinable = false;
      after_blank = true;
      begin = next;
      continue;
    }
    const bool before_text = next < folded.size() && folded[next] != '\n' && folded[next] != ' ';
    if (opens_contact(folded, line) && after_blank) {
      ++contact;
      state = {};
      joinable = false;
    }
    std::size_t at = line.start;
    if (auto whole = line_heading(record, folded, line, after_blank, before_text)) {
      state = *whole;
      joinable = false;
      if (state.may_be_text) emit(line, state);
      joinable = false;
      at = line.end;
    } else if (auto letter = letter_heading(record, folded, line, scheme)) {
      state = *letter;
      joinable = false;
      at = letter->heading.end;
    }
    // A label that the table does not know (`Somatiek:`) still ends the heading of the line before.
    if (at == line.start && state.ends_at_blank && opens_with_label(record, folded, line)) {
      state = {};
      joinable = false;
    }
    State opening = state;
    std::size_t dashes = 0;
    for (std::size_t mark = at; mark < line.end; ++mark) {
      const char sign = folded[mark];
      if (sign != ':' && sign != '/' && sign != '-') continue;
      if (mark + 1 < line.end && !is_space(folded[mark + 1])) continue;
      if (sign == '-' && (mark == line.start || folded[mark - 1] != ' ' || dashes++ > 0)) continue;
      // `3. Medicatie: …` in a plan is an item of the plan.
      const bool planned = state.section == Section::plan || state.section == Section::followup;
      if (planned && mark + 1 < line.end && skip_list_marker(folded, line) > line.start) break;
      auto found = mark_heading(folded, {at, line.end}, mark);
      if (!found) continue;
      if (skip_list_marker(folded, {at, line.end}) < found->heading.start) emit({at, found->heading.start}, state);
      if (mark + 1 == line.end) found->ends_at_blank = false;
      state = *found;
      if (skip_list_marker(folded, line) == found->heading.start) opening = state;
      joinable = false;
      at = found->heading.end;
    }
    if (at < line.end) emit({at, line.end}, state);
    if (state.heading != opening.heading) {  // a heading inside a line ends with it, unless the line does
      if (at < line.end) state = opening;
      joinable = false;
    }
    after_blank = false;
    begin = next;
  }
  return blocks;
}

}  // namespace klinker
