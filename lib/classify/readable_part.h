#pragma once

#include <cstddef>
#include <string_view>

#include "klinker/text/utf8.h"

namespace klinker {

/// What a classifier reads of a text: its first 32 KiB, cut between characters. A bound on the memory of one record.
inline std::string_view readable_part(std::string_view text) {
  constexpr std::size_t kMost = 32u << 10;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace klinker
