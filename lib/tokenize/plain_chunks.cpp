// The chunks that most text consists of, without the rules that they cannot need; see WordScanner.

#include <array>
#include <cstdint>

#include "characters.h"
#include "letter_run.h"
#include "padded_text.h"
#include "word_scanner.h"

namespace klinker {
namespace {

// What a byte is behind the letters of a word. The values of the first two count the tokens that they are.
enum class ByteKind : std::uint8_t { space, closer, full_stop, other };

struct ByteFacts {
  ByteKind kind;
  std::uint8_t begins_emoticon;  // 1 for a letter or digit that does, where the right character follows
};

constexpr std::array<ByteFacts, 256> byte_facts() {
  std::array<ByteFacts, 256> facts{};
  for (ByteFacts& fact : facts) fact.kind = ByteKind::other;
  for (std::size_t c = 0; c < kAsciiClasses.size(); ++c)
    if (kAsciiClasses[c] == CharClass::space) facts[c].kind = ByteKind::space;
  for (const char c : std::string_view(",;:?!\")]}")) facts[static_cast<std::size_t>(c)].kind = ByteKind::closer;
  facts['.'].kind = ByteKind::full_stop;
  for (const char c : std::string_view("xXoOT8")) facts[static_cast<std::size_t>(c)].begins_emoticon = 1;
  return facts;
}

constexpr auto kByteFacts = byte_facts();
constexpr std::size_t kMostMarks = 8;            // bytes of marks behind a word
constexpr std::ptrdiff_t kMostTokens = 2 * kMostMarks;  // of one chunk

ByteKind kind_of(char c) { return kByteFacts[static_cast<unsigned char>(c)].kind; }
unsigned begins_emoticon(char c) { return kByteFacts[static_cast<unsigned char>(c)].begins_emoticon; }

bool is_clitic(char c) { return std::string_view("stknmrdeSTKN").find(c) != std::string_view::npos; }
bool is_lone_mark(char c) { return std::string_view("-&*/=|<>+%").find(c) != std::string_view::npos; }
bool is_shout(char c) { return c == '!' || c == '?'; }
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
    const std::size_t run = letter_run(bytes);
    end += run;
    if (run == kRunBlock) continue;
    bytes += run;
    if (is_accented_letter(bytes[0], bytes[1])) end += 2;
    else if (end == at) return end;
    else if ((bytes[0] == '\'' || bytes[0] == '-') && is_ascii_letter(bytes[1])) end += 1;
    else if (is_curly_apostrophe(bytes) && is_ascii_letter(bytes[3])) end += 3;
    else return end;
  }
}

}  // namespace

std::size_t WordScanner::scan_plain(const PaddedText& text, std::size_t at) {
  bool number_before = after_number();
  while (at < text.stop()) {
    if (room_ - out_ < kMostTokens) make_room();
    const char* bytes = text.bytes(at);
    const std::size_t run = letter_run(bytes);
    // Most chunks are letters, perhaps one mark, and a space. Both tokens are written, so that no branch hangs on the mark.
    const ByteKind kind = kind_of(bytes[run]);
    const auto marks = static_cast<std::size_t>(kind);
    if (kind <= ByteKind::closer && kind_of(bytes[run + marks]) == ByteKind::space && run > 0 && !number_before &&
        (marks & begins_emoticon(bytes[0])) == 0) {
      out_[0] = {{at, at + run}, TokenType::word};
      out_[1] = {{at + run, at + run + 1}, TokenType::punctuation};
      out_ += 1 + marks;
      at += run + marks + 1;
    } else if (kind_of(bytes[0]) == ByteKind::space) {
      ++at;
    } else {
      Token* const before = out_;
      const std::size_t end = take_plain(text, at);
      if (end == at) {
        out_ = before;
        return at;
      }
      at = end;
      number_before = after_number();
    }
  }
  return at;
}

// Takes one chunk: opening punctuation, a word or digits, closing punctuation, of which any may be missing. Returns `at`
// where that is not all, or not sure.
std::size_t WordScanner::take_plain(const PaddedText& text, const std::size_t at) {
  const char* bytes = text.bytes(at);
  std::size_t end = at;
  if (bytes[0] == '"' || bytes[0] == '[' || (bytes[0] == '(' && !tables_.emoticon_pairs.has('(', bytes[1]))) end = at + 1;
  else if (is_wide_mark(bytes) && !(is_curly_apostrophe(bytes) && kind_of(bytes[3]) != ByteKind::space)) end = at + 3;
  if (end > at) add(at, end, TokenType::punctuation);

  const std::size_t start = end;
  bytes = text.bytes(start);
  end = letters_end(text, start);
  const bool digits = end == start;
  if (digits)
    while (is_ascii_digit(*text.bytes(end))) ++end;
  if (end > start) {
    if (begins_emoticon(bytes[0]) != 0 && tables_.emoticon_pairs.has(bytes[0], bytes[1])) return at;
    const bool full_stop = *text.bytes(end) == '.';
    const bool may_be_initial = end - start <= 2 && !(bytes[0] >= 'a' && bytes[0] <= 'z');
    if (full_stop && (may_be_initial || tables_.may_be_abbreviation(text_.substr(start, end - start)))) return at;
    if (after_number()) add_word(start, end);
    else add(start, end, digits ? TokenType::number : TokenType::word);
  } else if (start == at) {
    if (bytes[0] == '\'' && is_clitic(bytes[1]) && kind_of(bytes[2]) == ByteKind::space) {
      add(at, at + 2, TokenType::word);
      return at + 2;
    }
    if (!is_lone_mark(bytes[0]) || kind_of(bytes[1]) != ByteKind::space) return at;
    const CharClass type = character_at(text_, at).type;
    add(at, at + 1, type == CharClass::symbol ? TokenType::symbol : TokenType::punctuation);
    return at + 1;
  }
  // Marks that are a token each: no two that may be an emoticon or a run.
  for (const std::size_t first = end; kind_of(*text.bytes(end)) != ByteKind::space;) {
    bytes = text.bytes(end);
    const bool wide = is_wide_mark(bytes);
    if ((!wide && kind_of(bytes[0]) == ByteKind::other) || end - first > kMostMarks) return at;
    if (!wide && (bytes[0] == bytes[1] || (is_shout(bytes[0]) && is_shout(bytes[1])) ||
                  tables_.emoticon_pairs.has(bytes[0], bytes[1])))
      return at;
    add(end, end + (wide ? 3 : 1), TokenType::punctuation);
    end += wide ? 3 : 1;
  }
  return end;
}

}  // namespace klinker
