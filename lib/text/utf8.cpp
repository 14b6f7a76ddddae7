#include "klinker/text/utf8.h"

#include <simdjson.h>
#include <unicode/utf8.h>

#include "klinker/error.h"

namespace klinker {

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return std::nullopt;
  // Only ill-formed text is walked: the vectorised check says whether, not where.
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = at;
    // ICU's index type is 32 bits; a sequence never needs more than four bytes of view.
    const int available = static_cast<int>(std::min<std::size_t>(text.size() - at, 4));
    int used = 0;
    UChar32 code_point;
    U8_NEXT(bytes + start, used, available, code_point);
    if (code_point < 0) return start;
    at += static_cast<std::size_t>(used);
  }
  return std::nullopt;
}

void require_utf8(std::string_view text) {
  if (const auto byte = find_invalid_utf8(text))
    throw Error(ErrorCode::invalid_utf8, "not valid UTF-8 at byte " + std::to_string(*byte) +
                                             " of the text; convert it first, for instance with iconv");
}

char32_t next_code_point(std::string_view text, std::size_t& offset) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  UChar32 code_point;
  U8_NEXT_UNSAFE(bytes, offset, code_point);
  return static_cast<char32_t>(code_point);
}

char32_t previous_code_point(std::string_view text, std::size_t& offset) {
  do --offset;
  while (is_continuation(text[offset]));
  std::size_t at = offset;
  return next_code_point(text, at);
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto add = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) return add(code_point);
  if (code_point < 0x800) {
    add(0xC0 | code_point >> 6);
  } else {
    if (code_point < 0x10000) {
      add(0xE0 | code_point >> 12);
    } else {
      add(0xF0 | code_point >> 18);
      add(0x80 | (code_point >> 12 & 0x3F));
    }
    add(0x80 | (code_point >> 6 & 0x3F));
  }
  add(0x80 | (code_point & 0x3F));
}

}  // namespace klinker
