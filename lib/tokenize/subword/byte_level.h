#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace klinker {

/// The printable character that stands for a byte in a byte-level vocabulary (Radford et al. 2019, GPT-2): itself for the
/// printable characters of Latin-1, else one of U+0100 and further.
char32_t byte_character(unsigned char byte);

/// Nothing for a character that stands for no byte.
std::optional<unsigned char> character_byte(char32_t character);

/// The bytes that a piece stands for, or nothing where one of its characters stands for none.
std::optional<std::string> piece_bytes(std::string_view piece);

}  // namespace klinker
