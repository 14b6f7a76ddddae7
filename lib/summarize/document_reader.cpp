#include "summarize/document_reader.h"

#include <algorithm>

#include "clinical/folded_text.h"
#include "klinker/tokenize/quotation.h"

namespace klinker {
namespace {

constexpr std::size_t kLongestHeading = 100;           // bytes
constexpr std::size_t kMostHeadings = 3;               // in a row; more of them are a list or an address
constexpr std::size_t kNarrowest = 40, kWidest = 130;  // bytes of a line of text that was broken at a fixed width

struct Line {
  Span span;   // without white space and the sign of a list
  Span whole;  // with that sign
  bool blank_before = false;
  bool list_item = false;
  bool like_heading = false;
  bool small = false;  // begins with a small letter
};

std::size_t digits(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end;
}

// The bytes of "- ", "a) ", "3. " or "4.1.2 " and the white space behind them; 0 where a line begins otherwise.
std::size_t list_sign(std::string_view line) {
  std::size_t end = 0;
  if (line.starts_with("•") || line.starts_with("–")) end = 3;
  else if (line.starts_with("·")) end = 2;
  else if (line.front() == '-' || line.front() == '*') end = 1;
  else if (const std::size_t first = digits(line, 0); first > 0 && first <= 3) {
    end = first;
    while (end + 1 < line.size() && line[end] == '.' && is_digit(line[end + 1])) end = digits(line, end + 1);
    const bool marked = end < line.size() && (line[end] == '.' || line[end] == ')');
    if (marked) ++end;
    else if (end == first) return 0;  // "12 huizen"
  } else if (line.size() > 2 && is_word_byte(static_cast<char>(line[0] | 0x20)) && (line[1] == '.' || line[1] == ')')) {
    // Of "a. De heer" the letter is a sign, of "A. de Vries" an initial.
    if (line[1] == '.' && is_upper(line[0])) return 0;
    end = 2;
  }
  if (end == 0 || end >= line.size() || !is_space(line[end])) return 0;
  while (end < line.size() && is_space(line[end])) ++end;
  return end;
}

bool ends_sentence(char c) { return c == '.' || c == '!' || c == '?'; }

bool like_heading(std::string_view line, bool bullet) {
  if (line.front() == '#') return true;
  if (bullet || line.size() > kLongestHeading || std::string_view(".!?;,:").find(line.back()) != std::string_view::npos)
    return false;
  if (line.find(": ") != std::string_view::npos) return false;
  return is_upper(line.front()) || is_digit(line.front()) || static_cast<unsigned char>(line.front()) == 0xC3;
}

std::vector<Line> read_lines(std::string_view document) {
  std::vector<Line> lines;
  bool blank = true;
  for (std::size_t at = 0; at < document.size();) {
    const std::size_t end = std::min(document.find('\n', at), document.size());
    const Span whole = trim(document, {at, end});
    at = end + 1;
    if (whole.empty()) {
      blank = true;
      continue;
    }
    const std::string_view text = whole.of(document);
    const std::size_t sign = list_sign(text);
    const bool bullet = sign > 0 && !is_digit(text.front());
    Line line{{whole.start + sign, whole.end},       whole, blank, sign > 0, like_heading(text.substr(sign), bullet),
              text[sign] >= 'a' && text[sign] <= 'z'};
    lines.push_back(line);
    blank = false;
  }
  return lines;
}

// Of lines that look like one, those that some text follows soon, but not in the middle of a sentence.
std::vector<bool> find_headings(const std::vector<Line>& lines) {
  std::vector<bool> headings(lines.size());
  std::size_t row = kMostHeadings;  // lines that look like one between here and the next text
  for (std::size_t i = lines.size(); i-- > 0;) {
    const bool goes_on = i + 1 < lines.size() && lines[i + 1].small && !lines[i + 1].blank_before && !lines[i + 1].list_item;
    if (lines[i].like_heading && !goes_on) headings[i] = row++ < kMostHeadings;
    else row = 0;
  }
  return headings;
}

// Whether the sentence at the end of `line` runs on in the next one.
bool goes_on(std::string_view document, const Line& line, const Line& next) {
  if (next.blank_before || next.list_item) return false;
  const char last = document[line.whole.end - 1];
  const std::size_t width = line.whole.size();
  return width >= kNarrowest && width <= kWidest && !ends_sentence(last) && last != ':' && last != ';';
}

}  // namespace

void DocumentReader::add_block(std::string_view document, Span span, bool list_item, DocumentParts& parts,
                               Tokenization& scratch) const {
  const std::string_view text = span.of(document);
  tokenizer_.tokenize(text, scratch);
  if (scratch.sentences.empty()) return;
  std::vector<char> quoted(scratch.tokens.size()), joined(scratch.tokens.size() + 1);  // joined: to the token before
  for (const Quotation& quotation : find_quotations(text, scratch)) {
    const auto at = [](std::size_t token) { return static_cast<std::ptrdiff_t>(token); };
    std::fill(quoted.begin() + at(quotation.first_token), quoted.begin() + at(quotation.last_token), 1);
    std::fill(joined.begin() + at(quotation.first_token + 1), joined.begin() + at(quotation.last_token), 1);
  }
  const std::size_t first = parts.sentences.size(), base = parts.tokens.size();
  for (Token token : scratch.tokens) {
    token.span = {token.span.start + span.start, token.span.end + span.start};
    parts.tokens.push_back(token);
  }
  for (const Sentence& sentence : scratch.sentences) {
    const auto begin = quoted.begin() + static_cast<std::ptrdiff_t>(sentence.first_token);
    const auto end = quoted.begin() + static_cast<std::ptrdiff_t>(sentence.last_token);
    parts.sentences.push_back({{sentence.span.start + span.start, sentence.span.end + span.start},
                               base + sentence.first_token,
                               base + sentence.last_token,
                               parts.blocks.size(),
                               static_cast<double>(std::count(begin, end, 1)) / static_cast<double>(end - begin),
                               joined[sentence.first_token] != 0 || joined[sentence.last_token] != 0});
  }
  const std::size_t heading = parts.headings.empty() ? DocumentBlock::kNoHeading : parts.headings.size() - 1;
  parts.blocks.push_back({first, parts.sentences.size(), heading, list_item});
}

DocumentParts DocumentReader::read(std::string_view document) const {
  DocumentParts parts;
  Tokenization scratch;
  const std::vector<Line> lines = read_lines(document);
  const std::vector<bool> headings = find_headings(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (headings[i]) {
      parts.headings.push_back(lines[i].span);
      continue;
    }
    const std::size_t first = i;
    while (i + 1 < lines.size() && !headings[i + 1] && goes_on(document, lines[i], lines[i + 1])) ++i;
    add_block(document, {lines[first].span.start, lines[i].span.end}, lines[first].list_item, parts, scratch);
  }
  return parts;
}

}  // namespace klinker
