#include "word_scanner.h"

#include <algorithm>

#include "characters.h"
#include "klinker/text/utf8.h"
#include "shape.h"

namespace klinker {
namespace {

constexpr std::size_t kBracketReach = 32;  // bytes in which a bracket inside a word must close: "(on)mogelijk", "speler(s)"
constexpr std::size_t kLongestUnit = 24, kLongestDegree = 4;
constexpr std::string_view kCurlyOpening = "\xE2\x80\x98", kCurlyApostrophe = "\xE2\x80\x99";

bool is_one_of(char c, std::string_view set) { return c != '\0' && set.find(c) != std::string_view::npos; }

bool starts_with(std::string_view text, std::size_t at, std::string_view prefix) {
  return text.substr(at, prefix.size()) == prefix;
}

// `prefix` is in lower case.
bool starts_with_folded(std::string_view text, std::size_t at, std::string_view prefix) {
  if (text.size() - at < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const char c = text[at + i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != prefix[i]) return false;
  }
  return true;
}

// The bytes of "120/80" in "120/80mmHg" and of "-2,5" in "-2,5ml".
std::size_t number_prefix(std::string_view word) {
  std::size_t at = word.size() > 1 && is_one_of(word[0], "+-") ? 1 : 0;
  const std::size_t first = at;
  while (at < word.size() && (is_ascii_digit(word[at]) || (at > first && at + 1 < word.size() &&
                                                           is_one_of(word[at], ".,/-") && is_ascii_digit(word[at + 1]))))
    ++at;
  return at > first ? at : 0;
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
  out_ = tokens_.data();
  room_ = out_ + tokens_.size();  // tokens of an earlier text are room for those of this one
  std::size_t at = 0;
  if (!tables_.patterns.empty()) {
    std::vector<Token> matches;
    tables_.patterns.find(text_, matches);
    for (const Token& match : matches) {
      scan(at, match.span.start);
      add(match.span.start, match.span.end, match.type);
      at = match.span.end;
    }
  }
  scan(at, text_.size());
  tokens_.resize(static_cast<std::size_t>(out_ - tokens_.data()));
}

// For `least` tokens, and for the rest of the text where it is a usual one.
void WordScanner::make_room(std::size_t least) {
  constexpr std::size_t kMost = 4096, kUsualBytes = 5;
  const auto count = static_cast<std::size_t>(out_ - tokens_.data());
  const std::size_t done = count == 0 ? 0 : out_[-1].span.end;
  tokens_.resize(tokens_.size() + least + std::min((text_.size() - done) / kUsualBytes, kMost));
  out_ = tokens_.data() + count;
  room_ = tokens_.data() + tokens_.size();
}

// The end of the chunk at `at`: `at` itself where there is white space.
std::size_t WordScanner::chunk_end(std::size_t at, std::size_t stop) {
  has_at_ = false;
  while (at < stop) {
    const auto byte = static_cast<unsigned char>(text_[at]);
    const bool may_be_wide_space = byte == 0xC2 || (byte >= 0xE1 && byte <= 0xE3);
    if (byte < 0x80 ? kAsciiClasses[byte] == CharClass::space
                    : may_be_wide_space && wide_character_at(text_, at).type == CharClass::space)
      break;
    has_at_ |= byte == '@';
    ++at;
  }
  return at;
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
  if ((text_[at] == '@' || text_[at] == '#') && is_letter_or_digit(at + 1)) {
    std::size_t end = at + 1;
    while (end < end_ && (is_letter_or_digit(end) || text_[end] == '_' ||
                          (text_[at] == '@' && is_one_of(text_[end], ".-") && is_letter_or_digit(end + 1))))
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
  if (starts_with(text_, at, kCurlyOpening)) in_curly_quote_ = true;
  if (starts_with(text_, at, kCurlyApostrophe)) in_curly_quote_ = false;
  if (after_number()) {  // "%", "°C"
    std::size_t unit_end = end;
    while (unit_end < end_ && unit_end - end < kLongestDegree && is_ascii_letter(text_[unit_end])) ++unit_end;
    if (is_unit(text_.substr(at, unit_end - at))) {
      add(at, unit_end, TokenType::unit);
      return unit_end;
    }
  }
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
  // The genitive of a name in s ("Louis' boek") and French elision ("l' Eau"), but not the end of a quotation.
  const bool elides = (is_one_of(text_[end - 1], "sxz") && end - at > 2) || (is_one_of(text_[at], "dlDL") && end - at == 1);
  if (elides && byte(end) == '\'' && end + 1 == end_ && !in_quote_) end += 1;
  else if (elides && starts_with(text_, end, kCurlyApostrophe) && end + 3 == end_ && !in_curly_quote_) end += 3;
  add_word(at, end);
  return end;
}

bool WordScanner::is_letter_or_digit(std::size_t at) const {
  if (at >= end_) return false;
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
    if (starts_with(text_, next, "ns") || starts_with(text_, next, "em")) return !is_letter_or_digit(next + 2);
    return is_one_of(text_[next], "stknmrdeSTKN") && !is_letter_or_digit(next + 1);
  }
  // The opening quotation mark that a word processor makes of the apostrophe in "'s".
  if (starts_with(text_, at, kCurlyOpening)) return next + 1 == end_ && is_one_of(text_[next], "stkn");
  if (text_[at] == '-') return is_ascii_digit(text_[next]) || is_lower_at(text_, next);
  if (text_[at] == '+') return is_ascii_digit(text_[next]);
  return text_[at] == '(' && bracket_closes_inside(at);
}

// "2004-...": the full stop at `at` is one of the dots of an open end.
bool WordScanner::dots_follow_hyphen(std::size_t at) const {
  for (int dots = 0; dots < 3 && text_[at] == '.'; ++dots) --at;
  return text_[at] == '-';
}

// "(" at `at` has its ")" close by, with a word going on behind it.
bool WordScanner::bracket_closes_inside(std::size_t at) const {
  const std::size_t reach = std::min(end_, at + kBracketReach);
  for (std::size_t i = at + 1; i < reach; ++i) {
    if (text_[i] == '(') return false;
    if (text_[i] == ')') return i > at + 1 && (is_letter_or_digit(i + 1) || is_one_of(byte(i + 1), "-+"));
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
  const char mark = text_[at], before = text_[at - 1];
  const std::size_t next = at + c.size;
  const bool more = is_letter_or_digit(next);
  const bool digits_around = is_ascii_digit(before) && is_ascii_digit(byte(next));
  if (!digits_around && emoticon_end(at) > at) return false;  // artikel 3:3
  switch (mark) {
    case ',':
      return digits_around || (is_ascii_digit(before) && byte(next) == '-' && !is_letter_or_digit(next + 1));  // 25,-
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
      if (byte(next) == '.' || before == '.') return dots_follow_hyphen(at);
      if (!more)
        return byte(next) == '-' && is_letter_or_digit(next + 1) && (!is_lower_before(at) || is_abbreviation(start, at));
      // "einde.Nieuwe" is two sentences; "J.Ensor", "O.L.V.-college" and "sp.a" are words.
      return !(at - start >= 2 && is_lower_before(at) && is_upper_at(text_, next));
    }
    case '(':
      return (more || (byte(next) == '-' && is_letter_or_digit(next + 1))) &&
             (bracket_closes_inside(at) || text_.substr(at, kBracketReach).find(')') != std::string_view::npos);
    case ')': return open_brackets > 0;
    case '\'': return more;
    case '-':
      return (byte(next) != '-' && before != '-') || before == ',' || (before == '-' && text_[at - 2] == ',');  // 25,--
    case '/':
    case '\\': return next < end_ && !is_one_of(text_[next], "/\\");
    case '$': return more && !is_ascii_digit(before);
    default: break;
  }
  if (starts_with(text_, at, kCurlyApostrophe) || starts_with(text_, at, "–")) return more;
  if (starts_with(text_, at, "€") || starts_with(text_, at, "£")) return false;
  return true;
}

bool WordScanner::is_abbreviation(std::size_t start, std::size_t stop) const {
  return find_abbreviation(start, stop) != nullptr;
}

const Follows* WordScanner::find_abbreviation(std::size_t start, std::size_t stop) const {
  constexpr std::size_t kLongest = 24;
  if (stop - start > kLongest || !tables_.may_be_abbreviation(text_.substr(start, stop - start))) return nullptr;
  const auto entry = tables_.abbreviations.find(ascii_lower(text_.substr(start, stop + 1 - start)));
  return entry == tables_.abbreviations.end() ? nullptr : &entry->second;
}

// Where the next chunk begins, or the end of the text.
std::size_t WordScanner::skip_space(std::size_t at) const {
  return std::min(text_.find_first_not_of(" \n\t\r", at), text_.size());
}

// Whether a full stop behind the entry's word ends a sentence and not an abbreviation: "in de pers. Daarna", "het WK.
// Daarna".
bool WordScanner::ends_sentence(std::size_t start, std::size_t stop, Follows follows) const {
  const std::size_t next = skip_space(stop + 1);
  if (follows == Follows::lower) return next == text_.size() || is_upper_at(text_, next) || text_[next] == '"';
  if (follows == Follows::name || stop - start < 2 || stop - start > 3) return false;
  for (std::size_t at = start; at < stop; ++at)
    if (!(text_[at] >= 'A' && text_[at] <= 'Z')) return false;
  // Capitals among small letters are another word than the abbreviation in small letters.
  if (next == text_.size()) return true;
  const std::size_t second = next + character_at(text_, next).size;
  return is_upper_at(text_, next) && second < text_.size() && is_lower_at(text_, second);
}

// The full stop at `stop` belongs to the word before it: an abbreviation of the table, or initials.
bool WordScanner::keeps_full_stop(std::size_t start, std::size_t stop, TokenType& type) const {
  if (byte(stop + 1) == '.') return false;
  if (const Follows* follows = find_abbreviation(start, stop); follows != nullptr) {
    type = TokenType::abbreviation;
    return !ends_sentence(start, stop, *follows);
  }
  constexpr std::size_t kLongest = 24;
  if (stop - start > kLongest) return false;
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
  next = skip_space(next);
  return next < text_.size() && character_at(text_, next).type == CharClass::letter &&
         (is_upper_at(text_, next) || starts_with(text_, next, "van ") || starts_with(text_, next, "de "));
}

std::size_t WordScanner::url_end(std::size_t at) const {
  if (!is_one_of(text_[at], "wWhHfF")) return at;
  std::size_t scheme = 0;
  for (const std::string_view prefix : {"www.", "https://", "http://", "ftp://"})
    if (starts_with_folded(text_, at, prefix)) scheme = prefix.size();
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
  if (!has_at_ || (!is_ascii_letter(text_[at]) && !is_ascii_digit(text_[at]))) return at;
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
  if (!tables_.emoticon_pairs.has(text_[at], byte(at + 1))) return at;
  if (text_[at] == ')' && at > 0 && !is_one_of(text_[at - 1], " \n\t\r")) return at;  // "(dat):" closes a bracket
  if (is_letter_or_digit(at) && at > 0 && !is_one_of(text_[at - 1], " \n\t\r([\"'.,!?:;")) return at;
  for (std::size_t length = std::min(tables_.longest_emoticon, end_ - at); length > 1; --length) {
    const std::size_t end = at + length;
    if (end < end_ && (is_continuation(text_[end]) || is_letter_or_digit(end) || text_[end] == '/')) continue;
    if (tables_.emoticons.find(text_.substr(at, length)) != tables_.emoticons.end()) return end;
  }
  return at;
}

bool WordScanner::is_unit(std::string_view text) const {
  if (text.empty() || text.size() > kLongestUnit) return false;
  if (tables_.units.find(text) != tables_.units.end()) return true;
  // mg/kg/uur
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_unit(text.substr(0, slash)) && is_unit(text.substr(slash + 1));
}

// "nu.klinker.nl/pad"
bool WordScanner::is_host(std::string_view word) const {
  const std::string_view host = word.substr(0, word.find('/'));
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot < 2) return false;
  return tables_.top_level_domains.find(host.substr(dot + 1)) != tables_.top_level_domains.end() &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || is_one_of(c, ".-"); });
}

void WordScanner::add_word(std::size_t start, std::size_t end) {
  const std::string_view word = text_.substr(start, end - start);
  if (after_number() && is_unit(word)) return add(start, end, TokenType::unit);
  if (tables_.profile == TokenizerProfile::clinical) {
    // "20mg" is read as "20 mg" in a record; "2dd" and "10e" are words of their own.
    const std::size_t digits = number_prefix(word);
    const std::string_view unit = word.substr(digits);
    if (digits > 0 && unit != "dd" && is_unit(unit)) {
      add(start, start + digits, TokenType::number);
      return add(start + digits, end, TokenType::unit);
    }
  }
  add(start, end, is_host(word) ? TokenType::url : shape_of(word));
}

}  // namespace klinker
