#pragma once

#include <chrono>
#include <cstddef>

namespace klinker {

/// One line on standard error that is drawn over itself: share done, rate, records, time left.
class Progress {
 public:
  explicit Progress(bool shown);

  /// Draws at most ten times a second. `total` 0: unknown, no share and no time left.
  void update(std::size_t consumed, std::size_t total, std::size_t records, std::size_t text_bytes);

  /// Removes the line.
  void clear();

  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  bool shown_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_;
};

}  // namespace klinker
