#pragma once

#include <unicode/uchar.h>

#include <cstdint>
#include <string_view>

#include "klinker/text/utf8.h"

namespace klinker::hub {

// Classes of characters as the tokenizers of Hugging Face know them. Some of their tables are older than ours: a character
// that came later is nothing special to them, and has to be that here as well. Found by asking tokenizers 0.23.3 for every
// code point.

struct Version {
  std::uint8_t major, minor;
};

/// Whether Unicode had the character by then.
inline bool existed(char32_t c, Version version) {
  UVersionInfo age;
  u_charAge(static_cast<UChar32>(c), age);
  return age[0] != 0 && (age[0] < version.major || (age[0] == version.major && age[1] <= version.minor));
}

inline std::uint32_t category(char32_t c) { return U_MASK(u_charType(static_cast<UChar32>(c))); }

inline bool is_space(char32_t c) {
  return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}
inline bool is_letter(char32_t c) { return (category(c) & U_GC_L_MASK) != 0; }
inline bool is_number(char32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : (category(c) & U_GC_N_MASK) != 0; }

/// "\w" of a regular expression. Source: UTS #18, Annex C.
inline bool is_word(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  const auto code_point = static_cast<UChar32>(c);
  return u_isUAlphabetic(code_point) || (category(c) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0 ||
         u_hasBinaryProperty(code_point, UCHAR_JOIN_CONTROL);
}

/// Unicode 8, in which U+166D was punctuation and U+111C9 as well.
inline bool is_punctuation(char32_t c) {
  if (c < 0x80) return c == '_' || (c > ' ' && c < 0x7F && !is_word(c));
  return c == 0x166D || c == 0x111C9 || ((category(c) & U_GC_P_MASK) != 0 && existed(c, {8, 0}));
}

/// Control characters, invisible ones and those of private use. Unicode 8.
inline bool is_other(char32_t c) {
  if (c < 0x80) return c < ' ' || c == 0x7F;
  return (category(c) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0 && existed(c, {8, 0});
}

/// Marks without width. Unicode 8, in which five characters were classed in another way.
inline bool is_nonspacing_mark(char32_t c) {
  if (c < 0x300) return false;
  if (c == 0x1734) return true;
  if (c == 0x1885 || c == 0x1886 || c == 0xA9BD || c == 0x111C9) return false;
  return u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK && existed(c, {8, 0});
}

/// All marks. Unicode 9.
inline bool is_mark(char32_t c) {
  if (c < 0x300) return false;
  if (c == 0x1CF2 || c == 0x1CF3) return true;
  return c != 0x111C9 && (category(c) & U_GC_M_MASK) != 0 && existed(c, {9, 0});
}

/// The blocks of ideographs that BERT takes apart. One of them starts too late in the original as well.
inline bool is_ideograph(char32_t c) {
  return c >= 0x3400 &&
         (c <= 0x4DBF || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2A6DF) ||
          (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0x2F800 && c <= 0x2FA1F));
}

}  // namespace klinker::hub
