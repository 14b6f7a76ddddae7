#include "characters.h"

#include <unicode/uchar.h>

#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr char32_t kJoiner = 0x200D, kVariation16 = 0xFE0F, kKeycap = 0x20E3;

bool is_emoji(char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  return c > 0x2000 && (u_hasBinaryProperty(code_point, UCHAR_EMOJI_PRESENTATION) ||
                        u_hasBinaryProperty(code_point, UCHAR_EXTENDED_PICTOGRAPHIC) ||
                        u_hasBinaryProperty(code_point, UCHAR_REGIONAL_INDICATOR));
}

CharClass unicode_class(char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  if (u_isUWhiteSpace(code_point)) return CharClass::space;
  if (is_emoji(c)) return CharClass::emoji;
  switch (u_charType(code_point)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_LETTER_NUMBER:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED: return CharClass::letter;
    case U_DECIMAL_DIGIT_NUMBER:
    case U_OTHER_NUMBER: return CharClass::digit;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR: return CharClass::mark;
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_CONNECTOR_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION: return CharClass::punctuation;
    case U_CONTROL_CHAR: return CharClass::control;
    default: return CharClass::symbol;
  }
}

}  // namespace

Character wide_character_at(std::string_view text, std::size_t at) {
  if (is_accented_letter(text[at], text[at + 1])) return {CharClass::letter, 2};
  // U+2010 to U+2027: dashes, quotation marks, the ellipsis.
  if (text[at] == '\xE2' && text[at + 1] == '\x80' && text[at + 2] >= '\x90' && text[at + 2] <= '\xA7')
    return {CharClass::punctuation, 3};
  std::size_t end = at;
  const char32_t c = next_code_point(text, end);
  return {unicode_class(c), static_cast<std::uint8_t>(end - at)};
}

bool is_upper_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (static_cast<unsigned char>(c) < 0x80) return c >= 'A' && c <= 'Z';
  const auto code_point = static_cast<UChar32>(next_code_point(text, at));
  return u_isupper(code_point) || u_istitle(code_point);
}

bool is_lower_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (static_cast<unsigned char>(c) < 0x80) return c >= 'a' && c <= 'z';
  return u_islower(static_cast<UChar32>(next_code_point(text, at)));
}

std::size_t emoji_end(std::string_view text, std::size_t at) {
  const auto has = [](char32_t c, UProperty property) {
    return u_hasBinaryProperty(static_cast<UChar32>(c), property) != 0;
  };
  const char32_t first = next_code_point(text, at);
  if (has(first, UCHAR_REGIONAL_INDICATOR) && at < text.size()) {
    std::size_t next = at;
    if (has(next_code_point(text, next), UCHAR_REGIONAL_INDICATOR)) at = next;
    return at;
  }
  while (at < text.size()) {
    std::size_t next = at;
    const char32_t c = next_code_point(text, next);
    const bool is_tag = c >= 0xE0020 && c <= 0xE007F;
    if (c == kVariation16 || c == kKeycap || is_tag || has(c, UCHAR_EMOJI_MODIFIER)) {
      at = next;
    } else if (c == kJoiner && next < text.size()) {
      std::size_t joined = next;
      if (!is_emoji(next_code_point(text, joined))) break;
      at = joined;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace klinker
