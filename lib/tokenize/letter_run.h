#pragma once

#include <bit>
#include <cstddef>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "characters.h"

namespace klinker {

/// How many bytes letter_run() reads.
inline constexpr std::size_t kRunBlock = 16;

/// How many ASCII letters stand at the beginning of the kRunBlock bytes at `bytes`.
inline std::size_t letter_run(const char* bytes) {
#if defined(__SSE2__)
  const __m128i lower = _mm_or_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)), _mm_set1_epi8(0x20));
  const __m128i letters =
      _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)), _mm_cmplt_epi8(lower, _mm_set1_epi8('z' + 1)));
  return static_cast<std::size_t>(std::countr_one(static_cast<unsigned>(_mm_movemask_epi8(letters))));
#else
  std::size_t run = 0;
  while (run < kRunBlock && is_ascii_letter(bytes[run])) ++run;
  return run;
#endif
}

}  // namespace klinker
