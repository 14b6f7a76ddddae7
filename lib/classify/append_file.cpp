#include "append_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "klinker/error.h"

namespace klinker {
namespace {

[[noreturn]] void fail(const std::string& path) { throw Error(ErrorCode::io, path + ": " + std::strerror(errno)); }

// An open file that is closed at the end.
class File {
 public:
  explicit File(const std::string& path)
      : path_(path), file_(open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) {
    if (file_ < 0) fail(path_);
  }
  ~File() { close(file_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void lock() {
    while (flock(file_, LOCK_EX) != 0)
      if (errno != EINTR) fail(path_);
  }

  bool ends_inside_line() {
    const off_t size = lseek(file_, 0, SEEK_END);
    char last = '\n';
    return size > 0 && pread(file_, &last, 1, size - 1) == 1 && last != '\n';
  }

  void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) fail(path_);
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void sync() {
    if (fsync(file_) != 0) fail(path_);
  }

 private:
  std::string path_;
  int file_;
};

// A new file is safe once its folder is.
void sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const int folder = open(slash == std::string::npos ? "." : path.substr(0, slash + 1).c_str(), O_RDONLY | O_CLOEXEC);
  if (folder < 0) fail(path);
  fsync(folder);  // some file systems cannot do this to a folder, and need not
  close(folder);
}

}  // namespace

void append_lines(const std::string& path, const std::string& lines) {
  const bool is_new = access(path.c_str(), F_OK) != 0;
  File file(path);
  file.lock();
  file.write_all((file.ends_inside_line() ? "\n" : "") + lines);
  file.sync();
  if (is_new) sync_folder_of(path);
}

FileLock::FileLock(const std::string& path, bool wait) : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_ < 0) fail(path);
  int status = 0;
  while ((status = flock(file_, LOCK_EX | (wait ? 0 : LOCK_NB))) != 0 && errno == EINTR) {
  }
  held_ = status == 0;
  if (held_ || (!wait && errno == EWOULDBLOCK)) return;
  const int error = errno;
  close(file_);
  errno = error;
  fail(path);
}

FileLock::~FileLock() { close(file_); }

}  // namespace klinker
