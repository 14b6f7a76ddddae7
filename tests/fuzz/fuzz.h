#pragma once

#include <unicode/uchar.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>

#include "klinker/error.h"
#include "klinker/text/span.h"
#include "klinker/text/utf8.h"

/// What libFuzzer calls, and replay.cpp where there is none: one input of any bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace klinker::fuzz {

/// Ends the run where something does not hold that must hold for any input.
inline void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// Ends the run where an error is none of those that bad input may have.
inline void require_code(const Error& error, std::initializer_list<ErrorCode> codes) {
  if (std::find(codes.begin(), codes.end(), error.code()) == codes.end()) require(false, error.what());
}

inline std::string_view bytes(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The bytes as text: what is not UTF-8 in them becomes Latin-1 byte by byte, so that no mutation is wasted.
inline std::string text_of(std::string_view bytes) {
  std::string text;
  while (const auto wrong = find_invalid_utf8(bytes)) {
    text += bytes.substr(0, *wrong);
    append_utf8(text, static_cast<unsigned char>(bytes[*wrong]));
    bytes.remove_prefix(*wrong + 1);
  }
  return text += bytes;
}

inline bool is_boundary(std::string_view text, std::size_t at) {
  return at == text.size() || (at < text.size() && !is_continuation(text[at]));
}

/// A place that may be cited: inside the text, not cutting a character.
inline void require_place(std::string_view text, Span span) {
  require(span.start <= span.end && span.end <= text.size(), "a place lies inside the text");
  require(is_boundary(text, span.start) && is_boundary(text, span.end), "a place does not cut a character");
}

inline bool is_white_space(std::string_view text) {
  for (std::size_t at = 0; at < text.size();)
    if (!u_isUWhiteSpace(static_cast<UChar32>(next_code_point(text, at)))) return false;
  return true;
}

/// Takes the first byte off, as a choice between `count` things.
inline std::size_t take_choice(std::string_view& bytes, std::size_t count) {
  if (bytes.empty()) return 0;
  const std::size_t choice = static_cast<unsigned char>(bytes.front()) % count;
  bytes.remove_prefix(1);
  return choice;
}

}  // namespace klinker::fuzz
