#pragma once

#include <array>
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

constexpr std::array<CharClass, 128> ascii_classes() {
  std::array<CharClass, 128> classes{};
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const char ch = static_cast<char>(c);
    CharClass type = CharClass::punctuation;
    if ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')) type = CharClass::letter;
    else if (ch >= '0' && ch <= '9') type = CharClass::digit;
    else if (ch == ' ' || (ch >= '\t' && ch <= '\r')) type = CharClass::space;
    else if (c < 0x20 || c == 0x7F) type = CharClass::control;
    else if (std::string_view("$+<=>^`|~").find(ch) != std::string_view::npos) type = CharClass::symbol;
    classes[c] = type;
  }
  return classes;
}

inline constexpr auto kAsciiClasses = ascii_classes();

/// The same for a character above ASCII: Unicode properties, through ICU where the characters of Dutch text end.
Character wide_character_at(std::string_view text, std::size_t at);

/// The character that starts at `at`, which must be inside `text`.
inline Character character_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  return byte < 0x80 ? Character{kAsciiClasses[byte], 1} : wide_character_at(text, at);
}

/// Upper-case letter (or title case) at `at`.
bool is_upper_at(std::string_view text, std::size_t at);
bool is_lower_at(std::string_view text, std::size_t at);

/// U+00C0 to U+017F, but for × and ÷: the accented letters of Dutch and its neighbours, in two bytes.
inline bool is_accented_letter(char first, char second) {
  return first >= '\xC3' && first <= '\xC5' && !(first == '\xC3' && (second == '\x97' || second == '\xB7'));
}

inline bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The end of the emoji sequence that starts at `at`: modifiers, joiners, flags, keycaps and tags belong to it.
/// Source: UTS #51, ED-17.
std::size_t emoji_end(std::string_view text, std::size_t at);

}  // namespace klinker
