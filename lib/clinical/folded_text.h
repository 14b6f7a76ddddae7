#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "klinker/text/span.h"

namespace klinker {

/// A record made easy to match: lower case (Latin), typographic dashes, quotes, arrows and spaces as ASCII, control
/// characters as spaces. As long as the record, byte for byte, so that a place in one is a place in the other, except
/// that it may cut a character: see `snap`.
std::string fold_for_matching(std::string_view record);

/// True for a byte of a folded text that is part of a word: letters and digits of any script.
constexpr bool is_word_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || static_cast<unsigned char>(byte) >= 0x80;
}

constexpr bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
constexpr bool is_upper(char byte) { return byte >= 'A' && byte <= 'Z'; }
constexpr bool is_space(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

/// `span` without white space at its ends.
Span trim(std::string_view folded, Span span);

/// `span` widened to whole characters of `record`.
Span snap(std::string_view record, Span span);

}  // namespace klinker
