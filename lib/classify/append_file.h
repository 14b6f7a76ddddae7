#pragma once

#include <string>

namespace klinker {

/// Adds `lines`, each with its end, to a file that several processes may add to, and returns when the disk has them. What a
/// broken-off write left at the end of the file becomes a line of its own. The file is made readable by its owner alone.
/// Throws Error(io).
void append_lines(const std::string& path, const std::string& lines);

/// A lock on a file, made where it does not exist, for as long as the object and the process live.
class FileLock {
 public:
  /// Waits for the lock where `wait`; else `held()` says whether it came. Throws Error(io).
  FileLock(const std::string& path, bool wait);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  bool held() const { return held_; }

 private:
  int file_ = -1;
  bool held_ = false;
};

}  // namespace klinker
