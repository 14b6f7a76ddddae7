#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "characters.h"

namespace klinker {

/// The ASCII characters among 64 bytes: bit i stands for byte i.
struct ByteMasks {
  static constexpr std::size_t kBytes = 64;

  std::uint64_t letters = 0;
  std::uint64_t spaces = 0;
  std::uint64_t closers = 0;  // , : ; ! ? " )
  std::uint64_t stops = 0;    // full stops
  std::uint64_t rare = 0;     // x X d D I V: a word that begins with two of them may be xD or XIVe

  explicit ByteMasks(const char* bytes);
};

#if defined(__SSE2__)
inline ByteMasks::ByteMasks(const char* bytes) {
  for (int shift = 0; shift < 64; shift += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + shift));
    const auto is = [](__m128i value, char c) { return _mm_cmpeq_epi8(value, _mm_set1_epi8(c)); };
    const auto between = [](__m128i value, char first, char last) {
      return _mm_and_si128(_mm_cmpgt_epi8(value, _mm_set1_epi8(static_cast<char>(first - 1))),
                           _mm_cmplt_epi8(value, _mm_set1_epi8(static_cast<char>(last + 1))));
    };
    const auto bits = [&](__m128i mask) { return static_cast<std::uint64_t>(_mm_movemask_epi8(mask)) << shift; };
    const __m128i lower = _mm_or_si128(block, _mm_set1_epi8(0x20));
    const __m128i sentence = _mm_or_si128(_mm_or_si128(between(block, '!', '"'), is(block, '?')), is(block, ')'));
    letters |= bits(between(lower, 'a', 'z'));
    spaces |= bits(_mm_or_si128(is(block, ' '), between(block, '\t', '\r')));
    closers |= bits(_mm_or_si128(_mm_or_si128(sentence, between(block, ':', ';')), is(block, ',')));
    stops |= bits(is(block, '.'));
    rare |= bits(_mm_or_si128(_mm_or_si128(is(lower, 'x'), is(lower, 'd')), _mm_or_si128(is(block, 'I'), is(block, 'V'))));
  }
}
#else
// For each byte, a bit for each mask in the order above.
constexpr std::array<std::uint8_t, 256> mask_bits() {
  std::array<std::uint8_t, 256> bits{};
  for (std::size_t c = 0; c < kAsciiClasses.size(); ++c)
    bits[c] = kAsciiClasses[c] == CharClass::letter ? 1 : kAsciiClasses[c] == CharClass::space ? 2 : 0;
  for (const char c : std::string_view(",:;!?\")")) bits[static_cast<std::size_t>(c)] = 4;
  bits['.'] = 8;
  for (const char c : std::string_view("xXdDIV")) bits[static_cast<std::size_t>(c)] |= 16;
  return bits;
}

inline ByteMasks::ByteMasks(const char* bytes) {
  constexpr auto kBits = mask_bits();
  for (std::size_t i = 0; i < kBytes; ++i) {
    const std::uint64_t bits = kBits[static_cast<unsigned char>(bytes[i])];
    letters |= (bits & 1) << i;
    spaces |= (bits >> 1 & 1) << i;
    closers |= (bits >> 2 & 1) << i;
    stops |= (bits >> 3 & 1) << i;
    rare |= (bits >> 4 & 1) << i;
  }
}
#endif

}  // namespace klinker
