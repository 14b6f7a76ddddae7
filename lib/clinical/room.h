#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "klinker/text/utf8.h"

namespace klinker {

inline std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

/// What a summary may still cite, in bytes and in characters.
struct Room {
  std::size_t bytes = 0, characters = 0;

  /// `ratio` of a text, rounded down.
  static Room of(std::string_view text, double ratio) {
    const auto share = [&](std::size_t whole) {
      return static_cast<std::size_t>(std::floor(ratio * static_cast<double>(whole)));
    };
    return {share(text.size()), share(count_characters(text))};
  }

  bool take(std::string_view text) {
    const std::size_t count = count_characters(text);
    if (text.size() > bytes || count > characters) return false;
    bytes -= text.size();
    characters -= count;
    return true;
  }

  void give(std::string_view text) {
    bytes += text.size();
    characters += count_characters(text);
  }
};

}  // namespace klinker
