#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace klinker {

/// The byte offset of the first ill-formed sequence (Unicode 15, table 3-7: no surrogates, no overlong forms, nothing
/// above U+10FFFF), or nothing when all of `text` is UTF-8. Runs at memory speed on valid text.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Throws Error(invalid_utf8) that names the byte offset.
void require_utf8(std::string_view text);

/// The code point that starts at `offset`, with `offset` moved past it. `text` must be valid and `offset` inside it.
char32_t next_code_point(std::string_view text, std::size_t& offset);

/// The code point that ends at `offset`, with `offset` moved to its start. `text` must be valid and `offset` > 0.
char32_t previous_code_point(std::string_view text, std::size_t& offset);

void append_utf8(std::string& out, char32_t code_point);

/// True for a byte inside a multi-byte sequence, where no span may start or end.
constexpr bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace klinker
