#include "word_scanner.h"

#include <algorithm>

#include "characters.h"
#include "klinker/text/utf8.h"
#include "shape.h"

namespace klinker {
namespace {

constexpr std::size_t kBracketReach = 32;  // bytes in which a bracket inside a word must close: "(on)mogelijk", "speler(s)"
constexpr std::string_view kCurlyApostrophe = "\xE2\x80\x99";

bool is_one_of(char c, std::string_view set) { return c != '\0' && set.find(c) != std::string_view::npos; }

bool starts_with(std::string_view text, std::size_t at, std::string_view prefix) {
  return text.substr(at, prefix.size()) == prefix;
}

// Quotes, guillemets, ellipsis and bullets above ASCII: U+2010 to U+203A but for the hyphens and dashes, and « ».
bool splits_words(std::string_view text, std::size_t at) {
  if (text[at] == '\xC2') return starts_with(text, at, "«") || starts_with(text, at, "»") || starts_with(text, at, "·");
  if (text[at] != '\xE2') return false;
  for (const std::string_view mark : {"“", "”", "„", "‟", "‹", "›", "…", "•", "‘", "‚", "—"})
    if (starts_with(text, at, mark)) return true;
  return false;
}

}  // namespace

void WordScanner::scan() {
  std::size_t at = 0;
  if (!tables_.patterns.empty()) {
    std::vector<Token> matches;
    tables_.patterns.find(text_, matches);
    for (const Token& match : matches) {
      scan(at, match.span.start);
      tokens_.push_back(match);
      at = match.span.end;
    }
  }
  scan(at, text_.size());
}

void WordScanner::scan(std::size_t at, std::size_t stop) {
  while (at < stop) {
    Character c = character_at(text_, at);
    if (c.type == CharClass::space) {
      at += c.size;
      continue;
    }
    const std::size_t start = at;
    bool letters_only = true;
    do {
      letters_only &= c.type == CharClass::letter;
      at += c.size;
      if (at == stop) break;
      c = character_at(text_, at);
    } while (c.type != CharClass::space);
    if (!letters_only) scan_chunk(start, at);
    else if (after_number()) add_word(start, at);  // a unit, perhaps
    else add(start, at, TokenType::word);
  }
}

void WordScanner::scan_chunk(std::size_t start, std::size_t end) {
  end_ = end;
  for (std::size_t at = start; at < end;) {
    const std::size_t before = at;
    if ((at = take_special(before)) != before) continue;
    at = begins_word(before) ? take_word(before) : take_mark(before);
  }
}

// URLs, addresses, mentions, hashtags, emoticons, emoji: what has a form of its own. Returns `at` when nothing is there.
std::size_t WordScanner::take_special(std::size_t at) {
  const auto take = [&](std::size_t end, TokenType type) {
    if (end > at) add(at, end, type);
    return end;
  };
  if (const std::size_t end = url_end(at); end > at) return take(end, TokenType::url);
  if (const std::size_t end = email_end(at); end > at) return take(end, TokenType::email);
  if (const std::size_t end = emoticon_end(at); end > at) return take(end, TokenType::emoticon);
  if ((text_[at] == '@' || text_[at] == '#') && at + 1 < end_ && is_letter_or_digit(at + 1)) {
    std::size_t end = at + 1;
    while (end < end_ &&
           (is_letter_or_digit(end) || text_[end] == '_' ||
            (text_[at] == '@' && is_one_of(text_[end], ".-") && end + 1 < end_ && is_letter_or_digit(end + 1))))
      end += character_at(text_, end).size;
    return take(end, text_[at] == '@' ? TokenType::mention : TokenType::hashtag);
  }
  const bool keycap = static_cast<unsigned char>(text_[at]) < 0x80 && starts_with(text_, at + 1, "\xEF\xB8\x8F\xE2\x83\xA3");
  if (keycap || character_at(text_, at).type == CharClass::emoji)
    return take(std::min(end_, emoji_end(text_, at)), TokenType::emoji);
  return at;
}

// One punctuation mark or symbol; a run of the same dots, dashes or exclamation marks is one token.
std::size_t WordScanner::take_mark(std::size_t at) {
  const char c = text_[at];
  std::size_t end = at + character_at(text_, at).size;
  if (c == '.' || c == '-' || c == '=' || c == '*' || c == '_' || c == '~') {
    while (byte(end) == c) ++end;
  } else if (c == '!' || c == '?') {
    while (is_one_of(byte(end), "!?")) ++end;
  } else if ((c == ',' || c == '\'' || c == '`') && byte(end) == c) {
    ++end;  // ,,zo'' and ``zo'' are quotation marks
  }
  if (end == at + 1 && c == '\'') in_quote_ = at + 1 < end_ && !in_quote_;
  const CharClass type = character_at(text_, at).type;
  const bool currency =
      c == '$' || starts_with(text_, at, "€") || starts_with(text_, at, "£") || starts_with(text_, at, "¥");
  add(at, end, currency ? TokenType::currency : type == CharClass::punctuation ? TokenType::punctuation : TokenType::symbol);
  return end;
}

std::size_t WordScanner::take_word(std::size_t at) {
  std::size_t end = word_end(at);
  TokenType type = TokenType::word;
  if (byte(end) == '.' && keeps_full_stop(at, end, type)) {
    add(at, end + 1, type);
    return end + 1;
  }
  // The genitive of a name in s: "Louis' boek", but not the end of a quotation.
  if (byte(end) == '\'' && end + 1 == end_ && !in_quote_ && is_one_of(text_[end - 1], "sxz") && end - at > 2) ++end;
  add_word(at, end);
  return end;
}

bool WordScanner::is_letter_or_digit(std::size_t at) const {
  const CharClass type = character_at(text_, at).type;
  return type == CharClass::letter || type == CharClass::digit;
}

bool WordScanner::is_lower_before(std::size_t at) const {
  previous_code_point(text_, at);
  return is_lower_at(text_, at);
}

// A word begins with a letter or digit; also with an apostrophe ('s, 't, '40), a hyphen before a letter (-ie), a sign
// before a digit (-5), a bracket that closes inside the word ((tbs-)behandeling), or a mark without a base.
bool WordScanner::begins_word(std::size_t at) const {
  const Character c = character_at(text_, at);
  if (c.type == CharClass::letter || c.type == CharClass::digit || c.type == CharClass::mark) return true;
  const std::size_t next = at + c.size;
  if (next >= end_) return false;
  if (text_[at] == '\'' || starts_with(text_, at, kCurlyApostrophe)) {
    if (is_ascii_digit(text_[next]))
      return next + 2 <= end_ && is_ascii_digit(byte(next + 1)) && !(next + 2 < end_ && is_letter_or_digit(next + 2));
    const bool single = next + 1 == end_ || !is_letter_or_digit(next + 1);
    return single && is_one_of(text_[next], "stknmrdeSTKN");
  }
  if (text_[at] == '-') return is_ascii_digit(text_[next]) || is_lower_at(text_, next);
  if (text_[at] == '+') return is_ascii_digit(text_[next]);
  return text_[at] == '(' && bracket_closes_inside(at);
}

// "(" at `at` has its ")" close by, with a word going on behind it.
bool WordScanner::bracket_closes_inside(std::size_t at) const {
  const std::size_t reach = std::min(end_, at + kBracketReach);
  for (std::size_t i = at + 1; i < reach; ++i) {
    if (text_[i] == '(') return false;
    if (text_[i] == ')') return i > at + 1 && i + 1 < end_ && (is_letter_or_digit(i + 1) || text_[i + 1] == '-');
  }
  return false;
}

std::size_t WordScanner::word_end(std::size_t start) const {
  int open_brackets = text_[start] == '(' ? 1 : 0;
  std::size_t at = start + character_at(text_, start).size;
  while (at < end_) {
    const Character c = character_at(text_, at);
    if (c.type != CharClass::letter && c.type != CharClass::digit && c.type != CharClass::mark) {
      if (!word_continues(at, start, open_brackets)) break;
      open_brackets += text_[at] == '(';
      open_brackets -= text_[at] == ')';
    }
    at += c.size;
  }
  return at;
}

// Whether the punctuation or symbol at `at` is part of the word that began at `start`.
bool WordScanner::word_continues(std::size_t at, std::size_t start, int open_brackets) const {
  const Character c = character_at(text_, at);
  if (c.type == CharClass::emoji || c.type == CharClass::control || splits_words(text_, at)) return false;
  if (emoticon_end(at) > at) return false;
  const char mark = text_[at], before = text_[at - 1];
  const std::size_t next = at + c.size;
  const bool more = next < end_ && is_letter_or_digit(next);
  const bool digits_around = is_ascii_digit(before) && next < end_ && is_ascii_digit(text_[next]);
  switch (mark) {
    case ',': return digits_around;
    case ';':
    case '!':
    case '?':
    case '"':
    case '<':
    case '>':
    case '[':
    case ']':
    case '{':
    case '}': return false;
    case ':': return digits_around || (more && is_upper_at(text_, start) && is_ascii_digit(text_[next]));
    case '.': {
      if (byte(next) == '.') return before == '-';
      if (before == '.') return next == end_ || byte(next) == '.';
      if (!more) return byte(next) == '-' && next + 1 < end_ && is_letter_or_digit(next + 1) && !is_lower_before(at);
      // "einde.Nieuwe" is two sentences; "J.Ensor", "O.L.V.-college" and "sp.a" are words.
      return !(at - start >= 2 && is_lower_before(at) && is_upper_at(text_, next));
    }
    case '(':
      return more && (bracket_closes_inside(at) || text_.substr(at, kBracketReach).find(')') != std::string_view::npos);
    case ')': return open_brackets > 0;
    case '\'': return more;
    case '-': return byte(next) != '-' && before != '-';
    case '/':
    case '\\': return next < end_ && !is_one_of(text_[next], "/\\");
    case '$': return more && !is_ascii_digit(before);
    default: break;
  }
  if (starts_with(text_, at, kCurlyApostrophe) || starts_with(text_, at, "–")) return more;
  if (starts_with(text_, at, "€") || starts_with(text_, at, "£")) return false;
  return true;
}

// The full stop at `stop` belongs to the word before it: an abbreviation of the table, or initials.
bool WordScanner::keeps_full_stop(std::size_t start, std::size_t stop, TokenType& type) const {
  if (byte(stop + 1) == '.') return false;
  constexpr std::size_t kLongest = 24;
  if (stop - start > kLongest) return false;
  if (tables_.abbreviations.count(ascii_lower(text_.substr(start, stop + 1 - start))) > 0) {
    type = TokenType::abbreviation;
    return true;
  }
  std::size_t letters = 0;
  for (std::size_t at = start; at < stop + 1; ++letters) {
    if (!is_upper_at(text_, at)) return false;
    at += character_at(text_, at).size;
    if (at > stop || text_[at] != '.') return false;
    ++at;
  }
  type = TokenType::initial;
  if (letters > 1) return true;
  // A single letter is an initial where a name follows, and the end of a sentence otherwise ("vitamine A.").
  std::size_t next = stop + 1;
  if (next < end_) return is_letter_or_digit(next) || text_[next] == '-';
  while (next < text_.size() && is_one_of(text_[next], " \n\t\r")) ++next;
  return next < text_.size() && character_at(text_, next).type == CharClass::letter &&
         (is_upper_at(text_, next) || starts_with(text_, next, "van ") || starts_with(text_, next, "de "));
}

std::size_t WordScanner::url_end(std::size_t at) const {
  std::size_t scheme = 0;
  if (text_[at] == 'w' || text_[at] == 'W') {
    if (ascii_lower(text_.substr(at, 4)) == "www.") scheme = 4;
  } else if (text_[at] == 'h' || text_[at] == 'H' || text_[at] == 'f') {
    const std::string start = ascii_lower(text_.substr(at, std::min<std::size_t>(8, end_ - at)));
    for (const std::string_view prefix : {"https://", "http://", "ftp://"})
      if (start.compare(0, prefix.size(), prefix) == 0) scheme = prefix.size();
  }
  if (scheme == 0 || at + scheme >= end_ || !is_letter_or_digit(at + scheme)) return at;
  std::size_t end = at + scheme;
  int open = 0;
  while (end < end_ && !is_one_of(text_[end], "<>\"") && !splits_words(text_, end)) {
    open += text_[end] == '(';
    if (text_[end] == ')' && --open < 0) break;
    ++end;
  }
  while (is_one_of(text_[end - 1], ".,;:!?'")) --end;
  return end;
}

std::size_t WordScanner::email_end(std::size_t at) const {
  constexpr std::size_t kLongestLocalPart = 64;  // RFC 5321, 4.5.3.1.1
  const auto is_local = [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || is_one_of(c, "._%+-"); };
  if (!is_ascii_letter(text_[at]) && !is_ascii_digit(text_[at])) return at;
  std::size_t sign = at;
  while (sign < end_ && sign - at <= kLongestLocalPart && is_local(text_[sign])) ++sign;
  if (byte(sign) != '@') return at;
  std::size_t end = sign + 1;
  while (end < end_ && (is_ascii_letter(text_[end]) || is_ascii_digit(text_[end]) || is_one_of(text_[end], ".-"))) ++end;
  while (end > sign + 1 && is_one_of(text_[end - 1], ".-")) --end;
  const bool has_dot = text_.substr(sign, end - sign).find('.') != std::string_view::npos;
  return has_dot ? end : at;
}

// An emoticon of the table that is not the beginning of something else ("8)" in "8)5", ":p" in ":post").
std::size_t WordScanner::emoticon_end(std::size_t at) const {
  if (!is_one_of(text_[at], ":;=<>8xX^-oOT._\\()*")) return at;
  if (is_letter_or_digit(at) && at > 0 && !is_one_of(text_[at - 1], " \n\t\r([\"'.,!?:;")) return at;
  for (std::size_t length = std::min(tables_.longest_emoticon, end_ - at); length > 1; --length) {
    const std::size_t end = at + length;
    if (end < end_ && (is_letter_or_digit(end) || is_one_of(text_[end], "/"))) continue;
    if (tables_.emoticons.find(text_.substr(at, length)) != tables_.emoticons.end()) return end;
  }
  return at;
}

void WordScanner::add(std::size_t start, std::size_t end, TokenType type) { tokens_.push_back({{start, end}, type}); }

void WordScanner::add_word(std::size_t start, std::size_t end) {
  const std::string_view word = text_.substr(start, end - start);
  if (after_number() && tables_.units.find(word) != tables_.units.end()) return add(start, end, TokenType::unit);
  if (tables_.profile == TokenizerProfile::clinical && is_ascii_digit(word[0])) {
    // "20mg" is read as "20 mg" in a record; "2dd" and "10e" are words of their own.
    std::size_t digits = 0;
    while (digits < word.size() && (is_ascii_digit(word[digits]) || is_one_of(word[digits], ".,"))) ++digits;
    const std::string_view unit = word.substr(digits);
    if (unit != "dd" && tables_.units.find(unit) != tables_.units.end()) {
      add(start, start + digits, TokenType::number);
      return add(start + digits, end, TokenType::unit);
    }
  }
  add(start, end, shape_of(word));
}

}  // namespace klinker
