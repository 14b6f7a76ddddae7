#include "progress.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace klinker {

Progress::Progress(bool shown) : shown_(shown), drawn_(start_) {}

double Progress::seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

void Progress::update(std::size_t consumed, std::size_t total, std::size_t records, std::size_t text_bytes) {
  if (!shown_ || Clock::now() - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = Clock::now();
  const double elapsed = seconds();
  char line[160];
  int used = 0;
  if (total > 0) {
    const double share = std::min(1.0, static_cast<double>(consumed) / static_cast<double>(total));
    const int filled = static_cast<int>(share * 24);
    const std::string bar = std::string(static_cast<std::size_t>(filled), '=') + std::string(static_cast<std::size_t>(24 - filled), ' ');
    const long left = share > 0 ? static_cast<long>(elapsed / share - elapsed) : 0;
    used = std::snprintf(line, sizeof line, "[%s] %3.0f%%  %ld:%02ld left  ", bar.c_str(), share * 100, left / 60, left % 60);
  }
  std::snprintf(line + used, sizeof line - static_cast<std::size_t>(used), "%.1f MB/s  %zu records",
                static_cast<double>(text_bytes) / 1e6 / elapsed, records);
  std::fprintf(stderr, "\r\033[K%s", line);
}

void Progress::clear() {
  if (shown_ && drawn_ != start_) std::fputs("\r\033[K", stderr);
}

}  // namespace klinker
