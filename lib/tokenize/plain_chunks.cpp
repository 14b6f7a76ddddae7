// The chunks that most text consists of, without the rules that they cannot need; see WordScanner.

#include <bit>
#include <cstdint>

#include "byte_masks.h"
#include "characters.h"
#include "padded_text.h"
#include "shape.h"
#include "word_scanner.h"

namespace klinker {
namespace {

constexpr std::size_t kMostMarks = 8;                // bytes of marks behind a word
constexpr std::size_t kMostTokens = 2 * kMostMarks;  // of one chunk here

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_closer(char c) { return std::string_view(",.;:?!\")]}").find(c) != std::string_view::npos; }
bool is_clitic(char c) { return std::string_view("stknmrdeSTKN").find(c) != std::string_view::npos; }
bool is_lone_mark(char c) { return std::string_view("-&*/=|<>+%").find(c) != std::string_view::npos; }
bool is_shout(char c) { return c == '!' || c == '?'; }
bool is_curly_opening(const char* bytes) { return bytes[0] == '\xE2' && bytes[1] == '\x80' && bytes[2] == '\x98'; }
bool is_curly_apostrophe(const char* bytes) { return bytes[0] == '\xE2' && bytes[1] == '\x80' && bytes[2] == '\x99'; }

// – — ‘ ’ ‚ “ ” „ ‟ • …: tokens of their own at both ends of a word.
bool is_wide_mark(const char* bytes) {
  return bytes[0] == '\xE2' && bytes[1] == '\x80' &&
         std::string_view("\x93\x94\x98\x99\x9A\x9C\x9D\x9E\x9F\xA2\xA6").find(bytes[2]) != std::string_view::npos;
}

// The end of the letters at `at`, with apostrophes and hyphens between them.
std::size_t letters_end(const PaddedText& text, const std::size_t at) {
  for (std::size_t end = at;;) {
    const char* bytes = text.bytes(end);
    if (is_ascii_letter(bytes[0])) end += 1;
    else if (is_accented_letter(bytes[0], bytes[1])) end += 2;
    else if (end == at) return end;
    else if ((bytes[0] == '\'' || bytes[0] == '-') && is_ascii_letter(bytes[1])) end += 2;
    else if (is_curly_apostrophe(bytes) && is_ascii_letter(bytes[3])) end += 4;
    else return end;
  }
}

std::uint64_t below(std::size_t bit) { return bit < 64 ? (std::uint64_t{1} << bit) - 1 : ~std::uint64_t{0}; }
std::size_t lowest(std::uint64_t mask) { return static_cast<std::size_t>(std::countr_zero(mask)); }
std::size_t highest(std::uint64_t mask) { return 63 - static_cast<std::size_t>(std::countl_zero(mask)); }

}  // namespace

// Looks at 64 bytes at a time, which begin where a chunk may begin. A chunk of ASCII letters, perhaps with one mark behind
// them, is plain: its tokens are read off the masks. Any other is taken by itself.
void WordScanner::scan(std::size_t at, const std::size_t stop) {
  const PaddedText text(text_, at, stop);
  while (at < stop) {
    const char* const bytes = text.bytes(at);
    const ByteMasks is(bytes);
    const std::uint64_t after_space = is.spaces << 1 | 1, marks = is.closers | is.stops;
    const std::uint64_t chunk_starts = ~is.spaces & after_space, chunk_ends = is.spaces & ~after_space;
    std::uint64_t starts = (is.letters & ~(is.letters << 1)) | marks;
    std::uint64_t ends = (~is.letters & is.letters << 1) | marks << 1;
    std::uint64_t stops = is.stops;
    // Where a chunk is not plain; the last byte's is never complete.
    std::uint64_t other = (~(is.letters | is.spaces | marks) | (marks & (~(is.spaces >> 1) | after_space)) |
                           (is.rare & is.rare >> 1 & starts)) &
                          below(63);
    if (after_number()) other |= chunk_starts & -chunk_starts;  // perhaps a unit
    const std::size_t complete = chunk_ends == 0 ? 0 : highest(chunk_ends) + 1;
    std::size_t done = 0;
    for (bool more = true; more;) {
      more = other != 0;
      std::size_t limit = more ? highest(chunk_starts & (below(lowest(other)) << 1 | 1)) : complete;
      for (std::uint64_t mask = stops & below(limit); mask != 0; mask &= mask - 1) {
        const std::size_t end = lowest(mask), start = highest(starts & below(end));
        if (!may_keep_full_stop(at + start, at + end)) continue;
        more = true;
        limit = start;
        break;
      }
      if (const auto count = static_cast<std::size_t>(std::popcount(starts & below(limit))); room() < count)
        make_room(count);
      Token* out = out_;
      for (std::uint64_t rest = starts & below(limit); rest != 0; rest &= rest - 1, ends &= ends - 1) {
        const std::size_t start = lowest(rest);
        *out++ = {{at + start, at + lowest(ends)}, (marks >> start & 1) != 0 ? TokenType::punctuation : TokenType::word};
      }
      out_ = out;
      done = limit;
      if (!more) break;
      done = take_chunk(text, at + limit) - at;
      if (done >= ByteMasks::kBytes || (is.spaces >> done & 1) == 0) break;  // the latter for white space above ASCII
      const std::uint64_t undone = ~below(done);
      starts &= undone;
      ends &= undone << 1;
      stops &= undone;
      other &= undone;
      if (after_number()) other |= (chunk_starts & undone) & -(chunk_starts & undone);
    }
    if (done == 0) done = chunk_starts == 0 ? ByteMasks::kBytes : take_chunk(text, at + lowest(chunk_starts)) - at;
    at += done;
  }
}

// Takes the chunk at `at`, or the white space above ASCII that stands there, and returns the end.
std::size_t WordScanner::take_chunk(const PaddedText& text, const std::size_t at) {
  if (room() < kMostTokens) make_room(kMostTokens);
  Token* const before = out_;
  std::size_t end = take_simple(text, at);
  if (end > at) return end;
  out_ = before;
  end = chunk_end(at, text.stop());
  if (end == at) return at + character_at(text_, at).size;
  scan_chunk(at, end);
  return end;
}

// False for most words behind which the full stop at `stop` is a token.
bool WordScanner::may_keep_full_stop(std::size_t start, std::size_t stop) const {
  const bool may_be_initial = stop - start <= 2 && !(text_[start] >= 'a' && text_[start] <= 'z');
  return may_be_initial || tables_.may_be_abbreviation(text_.substr(start, stop - start));
}

// Takes one chunk: opening punctuation, a word or digits, closing punctuation, of which any may be missing. Returns `at`
// where that is not all, or not sure.
std::size_t WordScanner::take_simple(const PaddedText& text, const std::size_t at) {
  const char* bytes = text.bytes(at);
  std::size_t end = at;
  if (bytes[0] == '"' || bytes[0] == '[' || (bytes[0] == '(' && !tables_.emoticon_pairs.has('(', bytes[1]))) end = at + 1;
  else if (is_wide_mark(bytes)) {
    if (is_curly_apostrophe(bytes) && !is_space(bytes[3])) return at;
    if (is_curly_opening(bytes) && is_clitic(bytes[3]) && is_space(bytes[4])) return at;
    if (is_curly_opening(bytes)) in_curly_quote_ = true;
    end = at + 3;
  }
  if (end > at) add(at, end, TokenType::punctuation);

  const std::size_t start = end;
  bytes = text.bytes(start);
  end = letters_end(text, start);
  const bool digits = end == start;
  if (digits)
    while (is_ascii_digit(*text.bytes(end))) ++end;
  if (end > start) {
    if (tables_.emoticon_pairs.has(bytes[0], bytes[1])) return at;
    if (*text.bytes(end) == '.' && may_keep_full_stop(start, end)) return at;
    if (after_number()) add_word(start, end);
    else add(start, end, shape_of(text_.substr(start, end - start)));
  } else if (start == at) {
    if (bytes[0] == '\'' && is_clitic(bytes[1]) && is_space(bytes[2])) {
      add(at, at + 2, TokenType::word);
      return at + 2;
    }
    if (after_number()) return at;  // perhaps a unit
    if (!is_lone_mark(bytes[0]) || !is_space(bytes[1])) return at;
    const CharClass type = character_at(text_, at).type;
    add(at, at + 1, type == CharClass::symbol ? TokenType::symbol : TokenType::punctuation);
    return at + 1;
  }
  // Marks that are a token each: no two that may be an emoticon or a run.
  for (const std::size_t first = end; !is_space(*text.bytes(end));) {
    bytes = text.bytes(end);
    const bool wide = is_wide_mark(bytes);
    if ((!wide && !is_closer(bytes[0])) || end - first > kMostMarks) return at;
    if (is_curly_opening(bytes) || (is_curly_apostrophe(bytes) && end == first)) return at;  // perhaps a genitive
    if (is_curly_apostrophe(bytes)) in_curly_quote_ = false;
    if (!wide && (bytes[0] == bytes[1] || (is_shout(bytes[0]) && is_shout(bytes[1])) ||
                  tables_.emoticon_pairs.has(bytes[0], bytes[1])))
      return at;
    add(end, end + (wide ? 3 : 1), TokenType::punctuation);
    end += wide ? 3 : 1;
  }
  return end;
}

}  // namespace klinker
