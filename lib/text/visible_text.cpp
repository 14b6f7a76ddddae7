#include "klinker/text/visible_text.h"

#include <unicode/uchar.h>

#include <cstdio>

#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr char32_t kJoiner = 0x200D;

bool is_hidden(char32_t c) {
  const auto type = u_charType(static_cast<UChar32>(c));
  return type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR;
}

}  // namespace

std::string visible_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(text, at);
    if (c == '\n' || c == '\t' || c == kJoiner || !is_hidden(c)) out += text.substr(start, at - start);
    else {
      char number[24];
      std::snprintf(number, sizeof number, "[U+%04X]", static_cast<unsigned>(c));
      out += number;
    }
  }
  return out;
}

}  // namespace klinker
