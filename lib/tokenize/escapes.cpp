#include "escapes.h"

#include <charconv>
#include <cstdio>

#include "characters.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::string_view kLetters = "strnp\\", kCharacters = " \t\r\n|\\";

void append_hexadecimal(std::string& out, char32_t c) {
  char buffer[12];
  std::snprintf(buffer, sizeof buffer, c > 0xFFFF ? "\\U%08X" : "\\u%04X", static_cast<unsigned>(c));
  out += buffer;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, bool ascii) {
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    const std::size_t common = kCharacters.find(text[at]);
    const bool plain = c.type != CharClass::space && c.type != CharClass::control && !(ascii && c.size > 1);
    if (common != std::string_view::npos) {
      (out += '\\') += kLetters[common];
      ++at;
    } else if (plain && text.compare(at, 3, "\xEF\xBB\xBF") != 0) {
      out.append(text, at, c.size);
      at += c.size;
    } else {
      append_hexadecimal(out, next_code_point(text, at));
    }
  }
}

void append_unescaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char escape = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
    const std::size_t common = escape == '\0' ? std::string_view::npos : kLetters.find(escape);
    const std::size_t digits = escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
    unsigned code_point = 0;
    if (common != std::string_view::npos) {
      out += kCharacters[common];
      ++at;
    } else if (digits > 0 && at + 2 + digits <= text.size() &&
               std::from_chars(text.data() + at + 2, text.data() + at + 2 + digits, code_point, 16).ptr ==
                   text.data() + at + 2 + digits &&
               code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF)) {
      append_utf8(out, code_point);
      at += 1 + digits;
    } else {
      out += text[at];
    }
  }
}

}  // namespace klinker
