#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace klinker {

enum class CharClass : std::uint8_t { letter, digit, mark, space, punctuation, symbol, emoji, control };

/// One character of a text: its class, and the bytes it takes.
struct Character {
  CharClass type;
  std::uint8_t size;
};

/// The character that starts at `at`, which must be inside `text`. One table look-up for ASCII and the Latin letters of
/// Dutch; Unicode properties through ICU for the rest.
Character character_at(std::string_view text, std::size_t at);

/// Upper-case letter (or title case) at `at`.
bool is_upper_at(std::string_view text, std::size_t at);
bool is_lower_at(std::string_view text, std::size_t at);

inline bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The end of the emoji sequence that starts at `at`: modifiers, joiners, flags, keycaps and tags belong to it.
/// Source: UTS #51, ED-17.
std::size_t emoji_end(std::string_view text, std::size_t at);

}  // namespace klinker
