#include "clinical/statement_splitter.h"

#include <algorithm>

#include "clinical/folded_text.h"
#include "klinker/text/table.h"
#include "normalize/normalizer_model.h"

namespace klinker {
namespace {

constexpr std::size_t kShortSentence = 90;  // bytes; shorter ones are not cut at commas
constexpr std::size_t kShortestPart = 18;
constexpr std::size_t kShortestBracket = 12;
constexpr std::size_t kWrappedLine = 50;  // in a record with wrapped lines, one this long may go on in the next
constexpr std::size_t kWidestWrap = 160;  // a record with longer lines has none wrapped

std::size_t word_start(std::string_view folded, std::size_t line_start, std::size_t at) {
  while (at > line_start && (is_word_byte(folded[at - 1]) || folded[at - 1] == '.' || folded[at - 1] == '-')) --at;
  return at;
}

bool has_wrapped_lines(std::string_view folded) {
  std::size_t lines = 0;
  for (std::size_t begin = 0; begin < folded.size(); ++lines) {
    const std::size_t end = std::min(folded.find('\n', begin), folded.size());
    if (end - begin > kWidestWrap) return false;
    begin = end + 1;
  }
  return lines > 4;
}

// A long line without an end goes on in the next one when that begins in lower case and is no list item.
bool goes_on(std::string_view record, std::string_view folded, Span line, std::size_t next, std::size_t end) {
  if (line.size() < kWrappedLine) return false;
  const char last = folded[line.end - 1];
  if (last == '.' || last == ':' || last == ';' || last == '!' || last == '?') return false;
  while (next < end && folded[next] == ' ') ++next;
  return next < end && record[next] >= 'a' && record[next] <= 'z' && skip_list_marker(folded, {next, end}) == next;
}

bool is_common_word(std::string_view word) {
  constexpr float kSeen = 4;  // some fifty times
  const NormalizerModel& model = NormalizerModel::builtin();
  const auto found = model.find(word);
  return word.size() > 1 && found != Dawg::kNone && model.log_count(found) >= kSeen;
}

}  // namespace

struct StatementSplitter::Scratch {
  std::vector<Cut> cuts;
  std::vector<PhraseTable::Match> cues;
  std::vector<char> glued;
};

StatementSplitter::StatementSplitter() {
  for (const TableRow& row : parse_table(builtin_table("tokenize/tables/abbreviations.tsv"), 2, "abbreviations.tsv")) {
    abbreviations_.add(row.columns[0], may_end_.size());
    may_end_.push_back(row.columns[1] == "any");
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/negations.tsv"), 3, "negations.tsv")) {
    const std::string_view kind = row.columns[2];
    // Single signs (`petechien -`) speak of the word beside them, which no cut parts from them.
    if (row.columns[0].size() < 2) continue;
    const bool to_the_end = kind.starts_with("hypo") || kind.starts_with("cond") || kind.starts_with("fam");
    cues_.add(row.columns[0], to_the_end ? rest : neighbours);
  }
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/scope_cues.tsv"), 2, "scope_cues.tsv"))
    cues_.add(row.columns[0], row.columns[1] == "rest" ? rest : row.columns[1] == "start" ? rest_from_start : neighbours);
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/joiners.tsv"), 1, "joiners.tsv"))
    joiners_.add(row.columns[0], 0);
}

// True where the full stop, question or exclamation mark at `at` ends a sentence.
bool StatementSplitter::is_stop(std::string_view record, std::string_view folded, Span line, std::size_t at) const {
  std::size_t next = at + 1;
  while (next < line.end && (folded[next] == '"' || folded[next] == '\'' || folded[next] == ')')) ++next;
  if (next >= line.end) return true;
  if (!is_space(folded[next])) return false;
  if (folded[at] != '.') return true;
  if (at > line.start && folded[at - 1] == '.') return true;  // an ellipsis
  while (next < line.end && is_space(folded[next])) ++next;
  if (next >= line.end) return true;
  const bool capital = is_upper(record[next]) || folded[next] == '"';
  const std::size_t start = word_start(folded, line.start, at);
  const std::string_view word = folded.substr(start, at - start);
  if (word.empty()) return true;
  if (start == line.start && std::all_of(word.begin(), word.end(), is_digit)) return false;  // "1. Veiligheid"
  if (word.size() == 1 && is_upper(record[start])) return false;                             // an initial
  if (word.size() <= 24) {
    const std::size_t number = abbreviations_.number_of(folded.substr(start, at + 1 - start));
    if (number != PhraseTable::none) return may_end_[number] && capital;
  }
  if (word.find('.') != std::string_view::npos && !is_digit(word.back())) return capital;  // an abbreviation with dots
  if (is_digit(word.back())) return true;
  // A short word before lower case is more often cut off (`cond. goed`) than it ends a sentence.
  if (!capital && word.size() <= 4 && folded[next] != '-') return is_common_word(word);
  return true;
}

void StatementSplitter::find_cuts(std::string_view folded, Span sentence, std::vector<Cut>& cuts) {
  cuts.clear();
  std::size_t open = sentence.end;  // the bracket that is open, or the end
  int depth = 0;
  for (std::size_t at = sentence.start; at < sentence.end; ++at) {
    const char c = folded[at];
    const char next = at + 1 < sentence.end ? folded[at + 1] : '\0';
    const bool spaced = at > sentence.start && is_space(folded[at - 1]) && is_space(next);
    if (c == '(' && depth++ == 0) open = at;
    if (c == ')' && depth > 0 && --depth == 0 && at - open >= kShortestBracket) {
      if (open > sentence.start) cuts.push_back({open, open, bracket});
      if (at + 1 < sentence.end) cuts.push_back({at + 1, at + 1, bracket});
    }
    if (depth > 0) continue;  // what follows a bracket that is never closed stays whole
    if (c == '|' || (c == ';' && is_space(next))) cuts.push_back({at, at + 1, strong});
    else if (c == '-' && next == '>' && at > sentence.start) cuts.push_back({at, at + 2, strong});
    else if (c == '-' && spaced) cuts.push_back({at, at + 1, field});
    else if (c == ',' && is_space(next)) cuts.push_back({at, at + 1, comma});
  }
  std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) { return a.left < b.left; });
}

void StatementSplitter::split_sentence(std::string_view record, std::string_view folded, Span sentence, Clause like,
                                       Scratch& scratch, std::vector<Clause>& clauses) const {
  auto& [cuts, cues, glued] = scratch;
  find_cuts(folded, sentence, cuts);
  const auto is_mark = [&](std::size_t at) {
    const char c = folded[at];
    return c == ',' || c == ';' || c == '|' || is_space(c);
  };
  const auto add = [&](std::size_t start, std::size_t end) {
    while (start < end && is_mark(start)) ++start;
    while (end > start && is_mark(end - 1)) --end;
    const Span span = snap(record, {start, end});
    const bool says_something = std::any_of(folded.begin() + static_cast<std::ptrdiff_t>(span.start),
                                            folded.begin() + static_cast<std::ptrdiff_t>(span.end), is_word_byte);
    if (!says_something) return;
    clauses.push_back(like);
    clauses.back().span = span;
  };
  if (cuts.empty()) return add(sentence.start, sentence.end);

  // Parts lie between cuts; a cut is glued when its sides must stay together.
  glued.assign(cuts.size(), 0);
  cues.clear();
  cues_.find(folded, sentence, cues);
  std::size_t part = 0;
  for (const PhraseTable::Match& cue : cues) {
    while (part < cuts.size() && cuts[part].right <= cue.span.start) ++part;
    const bool to_the_end = cue.number == rest || (cue.number == rest_from_start && cue.span.start == sentence.start);
    const std::size_t last = to_the_end ? cuts.size() : std::min(part + 1, cuts.size());
    for (std::size_t i = part; i < last; ++i)
      if (cuts[i].kind == comma || cuts[i].kind == field || to_the_end) glued[i] = 1;
    if (part > 0 && (cuts[part - 1].kind == comma || cuts[part - 1].kind == field)) glued[part - 1] = 1;
    if (to_the_end) break;
  }
  std::size_t start = sentence.start;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    if (glued[i]) continue;
    const std::size_t next = i + 1 < cuts.size() ? cuts[i + 1].left : sentence.end;
    if (folded[cuts[i].left] == ';' && next == sentence.end && next - cuts[i].right <= kShortestPart)
      continue;  // `; dochter wel`
    if (cuts[i].kind == comma) {
      if (sentence.size() <= kShortSentence) continue;
      if (cuts[i].left - start < kShortestPart || next - cuts[i].right < kShortestPart) continue;
      // A relative or dependent clause means little alone, and the part after it may belong to it.
      std::size_t word = cuts[i].right;
      while (word < sentence.end && is_space(folded[word])) ++word;
      std::size_t end = word;
      while (end < sentence.end && is_word_byte(folded[end])) ++end;
      if (end - word <= 16 && joiners_.number_of(folded.substr(word, end - word)) != PhraseTable::none) continue;
    }
    if ((cuts[i].kind == bracket || cuts[i].kind == field) && cuts[i].left - start < kShortestPart) continue;
    add(start, cuts[i].left);
    start = cuts[i].right;
  }
  add(start, sentence.end);
}

std::vector<Clause> StatementSplitter::split(std::string_view record, std::string_view folded,
                                             const std::vector<Block>& blocks) const {
  std::vector<Clause> clauses;
  Scratch scratch;
  std::size_t sentences = 0;
  const bool wrapped = has_wrapped_lines(folded);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const Block& block = blocks[b];
    if (block.scoped) {  // the heading governs all of it
      Clause whole{block.body, b, sentences++, false};
      if (!block.heading.empty()) whole.span.start = block.heading.start;
      whole.span = snap(record, whole.span);
      clauses.push_back(whole);
      continue;
    }
    std::size_t begin = block.body.start;
    while (begin < block.body.end) {
      // One line, or more where they are wrapped.
      std::size_t end = folded.find('\n', begin);
      if (end == std::string_view::npos || end > block.body.end) end = block.body.end;
      std::size_t line_begin = begin;
      while (wrapped && end < block.body.end) {
        const Span line = trim(folded, {line_begin, end});
        if (line.empty() || !goes_on(record, folded, line, end + 1, block.body.end)) break;
        line_begin = end + 1;
        end = folded.find('\n', line_begin);
        if (end == std::string_view::npos || end > block.body.end) end = block.body.end;
      }
      const Span line = trim(folded, {begin, end});
      begin = end + 1;
      if (line.empty()) continue;
      Clause like{{}, b, 0, false};
      std::size_t start = skip_list_marker(folded, line);
      like.list_item = start > line.start;
      // Short headings stay with the first sentence below them, so that it can be read alone.
      if (line.start == block.body.start && !block.heading.empty() && block.section == Section::allergy &&
          folded.find('\n', block.heading.start) > block.body.start)
        start = block.heading.start;
      for (std::size_t at = start; at < line.end; ++at) {
        const char c = folded[at];
        if ((c != '.' && c != '!' && c != '?') || !is_stop(record, folded, line, at)) continue;
        std::size_t stop = at + 1;
        while (stop < line.end && (folded[stop] == '"' || folded[stop] == '\'' || folded[stop] == ')')) ++stop;
        like.sentence = sentences++;
        split_sentence(record, folded, {start, stop}, like, scratch, clauses);
        start = stop;
        at = stop - 1;
      }
      like.sentence = sentences++;
      if (const Span tail = trim(folded, {start, line.end}); !tail.empty())
        split_sentence(record, folded, tail, like, scratch, clauses);
    }
  }
  return clauses;
}

}  // namespace klinker
