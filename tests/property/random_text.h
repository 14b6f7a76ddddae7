#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "klinker/text/utf8.h"

namespace klinker::testing {

/// Text of up to `length` characters that is likely to upset rules of Dutch: letters, digits, punctuation, white space, pieces of
/// words and URLs, emoji, combining marks, joiners, and any other code point. The same for the same seed.
inline std::string random_text(std::uint32_t seed, std::size_t length) {
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  static constexpr const char* kPieces[] = {"kwil", "gwn", "dr.", "d.w.z.", "J.", "P.", "'s", "zo'n", "'", "\"", "...", "!?", "(", ")", "-", "--",
                                            "www.", "https://", "@", "a@b.nl", "#x", ":-)", "<3", "€", "5", "12-03-2024", "20mg", "3e", "14:30",
                                            "\n", "\n\n", "\t", " ", " ", " ", "leuuuk", "é", "ß", "İ", "👍", "\u200D", "🇳", "🏽", "\u0301", "\uFE0F",
                                            "\u00A0", "’", "„", "”", "S ", "VG:", "geen", ";", ",", "1.", "WSS", "Ĳ"};
  std::string text;
  for (std::size_t n = below(static_cast<std::uint32_t>(length) + 1); n > 0; --n) {
    switch (below(8)) {
      case 0: text += static_cast<char>('a' + below(26)); break;
      case 1: text += static_cast<char>(below(128)); break;
      case 2: {
        char32_t c = static_cast<char32_t>(below(0x110000));
        if (c >= 0xD800 && c < 0xE000) c = U'é';
        append_utf8(text, c);
        break;
      }
      default: text += kPieces[below(sizeof kPieces / sizeof *kPieces)];
    }
  }
  return text;
}

}  // namespace klinker::testing
