#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// How a place in a text is counted.
enum class OffsetUnit { utf8, code_point, utf16 };

/// Translates places in one text between bytes and another unit, in constant time from bytes and logarithmic time to
/// them. Refers to the text, which must be valid UTF-8 and outlive the map. Costs an eighth of the text in memory, and
/// nothing for ASCII.
class OffsetMap {
 public:
  OffsetMap(std::string_view text, OffsetUnit unit);

  /// `byte` must lie on a character boundary, at most at the end of the text; throws Error(wrong_value) otherwise.
  std::size_t from_bytes(std::size_t byte) const;

  /// Throws Error(wrong_value) where `offset` is past the end or inside a surrogate pair or multi-byte sequence.
  std::size_t to_bytes(std::size_t offset) const;

  Span from_bytes(Span span) const { return {from_bytes(span.start), from_bytes(span.end)}; }
  Span to_bytes(Span span) const { return {to_bytes(span.start), to_bytes(span.end)}; }

  OffsetUnit unit() const { return unit_; }

 private:
  std::size_t units(std::size_t begin, std::size_t end) const;

  std::string_view text_;
  OffsetUnit unit_;
  std::vector<std::size_t> blocks_;  // units before each block of bytes; empty when units are bytes
};

}  // namespace klinker
