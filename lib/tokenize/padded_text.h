#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace klinker {

/// A stretch of a text of which blocks of bytes can be read near its end too: white space seems to stand behind it.
class PaddedText {
 public:
  static constexpr std::size_t kReach = 64;

  PaddedText(std::string_view text, std::size_t start, std::size_t stop)
      : text_(text.data()), stop_(stop), tail_start_(stop - std::min(stop - start, kReach)) {
    tail_.fill(' ');
    text.copy(tail_.data(), stop - tail_start_, tail_start_);
  }

  std::size_t stop() const { return stop_; }

  /// kReach bytes that can be read. `at` lies in the stretch, or is its end.
  const char* bytes(std::size_t at) const { return at + kReach <= stop_ ? text_ + at : tail_.data() + (at - tail_start_); }

 private:
  const char* text_;
  std::size_t stop_, tail_start_;
  std::array<char, 2 * kReach> tail_;
};

}  // namespace klinker
