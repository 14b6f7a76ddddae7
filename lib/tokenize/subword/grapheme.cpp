#include "grapheme.h"

#include <unicode/uchar.h>

#include "klinker/text/utf8.h"

namespace klinker {
namespace {

int break_class(char32_t c) { return u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_GRAPHEME_CLUSTER_BREAK); }

bool is_control(int klass) { return klass == U_GCB_CONTROL || klass == U_GCB_CR || klass == U_GCB_LF; }

bool joins_hangul(int before, int after) {
  if (before == U_GCB_L) return after == U_GCB_L || after == U_GCB_V || after == U_GCB_LV || after == U_GCB_LVT;
  if (before == U_GCB_LV || before == U_GCB_V) return after == U_GCB_V || after == U_GCB_T;
  return (before == U_GCB_LVT || before == U_GCB_T) && after == U_GCB_T;
}

}  // namespace

std::size_t grapheme_end(std::string_view text, std::size_t at) {
  // Two characters of ASCII are never one, but for a carriage return with its line feed.
  const auto is_ascii = [&](std::size_t place) { return static_cast<unsigned char>(text[place]) < 0x80; };
  if (is_ascii(at) && (at + 1 == text.size() || is_ascii(at + 1)))
    return at + (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1);

  char32_t c = next_code_point(text, at);
  int before = break_class(c);
  bool pictogram = u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC);  // then only extenders since
  bool flag_open = before == U_GCB_REGIONAL_INDICATOR;
  while (at < text.size()) {
    std::size_t next = at;
    c = next_code_point(text, next);
    const int after = break_class(c);
    const bool is_pictogram = u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC);
    const bool extends = after == U_GCB_EXTEND || after == U_GCB_ZWJ;
    if (before == U_GCB_CR && after == U_GCB_LF) return next;
    if (is_control(before) || is_control(after)) return at;
    if (!(extends || after == U_GCB_SPACING_MARK || before == U_GCB_PREPEND || joins_hangul(before, after) ||
          (pictogram && before == U_GCB_ZWJ && is_pictogram) || (flag_open && after == U_GCB_REGIONAL_INDICATOR)))
      return at;
    flag_open = after == U_GCB_REGIONAL_INDICATOR && !flag_open;
    pictogram = is_pictogram || (pictogram && extends);
    before = after;
    at = next;
  }
  return at;
}

}  // namespace klinker
