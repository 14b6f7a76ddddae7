#include "klinker/corpus/byte_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "klinker/error.h"

namespace klinker {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& why) { throw Error(ErrorCode::io, path + ": " + why); }

std::string display_name(const std::string& path, const char* standard_stream) { return path == "-" ? standard_stream : path; }

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

class FileReader final : public ByteReader {
 public:
  explicit FileReader(const std::string& path) : name_(display_name(path, "standard input")) {
    descriptor_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(name_, std::strerror(errno));
    struct stat status {};
    if (::fstat(descriptor_, &status) == 0 && S_ISDIR(status.st_mode)) {
      close();
      fail(name_, "is a folder");
    }
  }
  ~FileReader() override { close(); }
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    const ssize_t count = ::read(descriptor_, buffer, size);
    interrupted_ = count < 0 && errno == EINTR;
    if (interrupted_) return 0;
    if (count < 0) fail(name_, std::strerror(errno));
    consumed_ += static_cast<std::size_t>(count);
    return static_cast<std::size_t>(count);
  }
  std::size_t consumed() const override { return consumed_; }
  bool interrupted() const override { return interrupted_; }
  const std::string& name() const { return name_; }

 private:
  void close() {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }

  std::string name_;
  int descriptor_ = -1;
  std::size_t consumed_ = 0;
  bool interrupted_ = false;
};

// Holds the compressed bytes that a decoder has not taken yet; begins with those read to recognise the format.
class Compressed {
 public:
  Compressed(std::unique_ptr<FileReader> file, std::string first) : file_(std::move(file)), bytes_(std::move(first)) {
    size_ = bytes_.size();
    bytes_.resize(std::max<std::size_t>(size_, 64u << 10));
  }

  /// False at the end of the file or on a signal.
  bool fill() {
    if (taken_ < size_) return true;
    taken_ = 0;
    size_ = file_->read(bytes_.data(), bytes_.size());
    return size_ > 0;
  }
  char* data() { return bytes_.data() + taken_; }
  std::size_t size() const { return size_ - taken_; }
  void take(std::size_t count) { taken_ += count; }
  const FileReader& file() const { return *file_; }

 private:
  std::unique_ptr<FileReader> file_;
  std::string bytes_;
  std::size_t size_ = 0, taken_ = 0;
};

class PlainReader final : public ByteReader {
 public:
  PlainReader(std::unique_ptr<FileReader> file, std::string first) : input_(std::move(file), std::move(first)) {}

  std::size_t read(char* buffer, std::size_t size) override {
    if (!input_.fill()) return 0;
    const std::size_t count = std::min(size, input_.size());
    std::memcpy(buffer, input_.data(), count);
    input_.take(count);
    return count;
  }
  std::size_t consumed() const override { return input_.file().consumed(); }
  bool interrupted() const override { return input_.file().interrupted(); }

 private:
  Compressed input_;
};

class GzipReader final : public ByteReader {
 public:
  GzipReader(std::unique_ptr<FileReader> file, std::string first) : input_(std::move(file), std::move(first)) {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) fail(input_.file().name(), "zlib could not start");
  }
  ~GzipReader() override { inflateEnd(&stream_); }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    for (;;) {
      if (!input_.fill()) {
        if (in_member_ && !interrupted()) fail(input_.file().name(), "the gzip data ends too early");
        return 0;
      }
      if (!in_member_ && inflateReset(&stream_) != Z_OK) fail(input_.file().name(), "zlib could not go on");
      in_member_ = true;
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
      stream_.avail_in = static_cast<uInt>(input_.size());
      stream_.next_out = reinterpret_cast<Bytef*>(buffer);
      stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
      const uInt asked = stream_.avail_out;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      input_.take(input_.size() - stream_.avail_in);
      if (status == Z_STREAM_END) in_member_ = false;  // another member may follow
      else if (status != Z_OK && status != Z_BUF_ERROR) fail(input_.file().name(), "damaged gzip data");
      if (stream_.avail_out < asked) return asked - stream_.avail_out;
    }
  }
  std::size_t consumed() const override { return input_.file().consumed(); }
  bool interrupted() const override { return input_.file().interrupted(); }

 private:
  Compressed input_;
  z_stream stream_{};
  bool in_member_ = true;
};

class ZstdReader final : public ByteReader {
 public:
  ZstdReader(std::unique_ptr<FileReader> file, std::string first)
      : input_(std::move(file), std::move(first)), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) fail(input_.file().name(), "zstd could not start");
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 27);  // 128 MB, whatever the file asks for
  }
  ~ZstdReader() override { ZSTD_freeDStream(stream_); }
  ZstdReader(const ZstdReader&) = delete;
  ZstdReader& operator=(const ZstdReader&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    ZSTD_outBuffer out{buffer, size, 0};
    while (out.pos == 0) {
      const bool more = input_.fill();
      if (!more && !pending_) {
        if (in_frame_ && !interrupted()) fail(input_.file().name(), "the zstd data ends too early");
        return 0;
      }
      ZSTD_inBuffer in{input_.data(), more ? input_.size() : 0, 0};
      const std::size_t status = ZSTD_decompressStream(stream_, &out, &in);
      input_.take(in.pos);
      if (ZSTD_isError(status)) fail(input_.file().name(), std::string("damaged zstd data (") + ZSTD_getErrorName(status) + ")");
      in_frame_ = status != 0;
      pending_ = in_frame_ && out.pos == out.size;  // the decoder may hold more than fitted
      if (!more && out.pos == 0) pending_ = false;
    }
    return out.pos;
  }
  std::size_t consumed() const override { return input_.file().consumed(); }
  bool interrupted() const override { return input_.file().interrupted(); }

 private:
  Compressed input_;
  ZSTD_DStream* stream_;
  bool in_frame_ = false;
  bool pending_ = false;
};

class FileWriter final : public ByteWriter {
 public:
  explicit FileWriter(const std::string& path) : path_(path), name_(display_name(path, "standard output")) {
    if (path == "-") {
      descriptor_ = STDOUT_FILENO;
      return;
    }
    // Devices and pipes are written as they are; only a regular file can take its name afterwards.
    struct stat status {};
    is_file_ = ::stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
    descriptor_ = ::open((is_file_ ? path + ".part" : path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(name_, std::strerror(errno));
  }
  ~FileWriter() override {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void write(std::string_view data) override {
    while (!data.empty()) {
      const ssize_t count = ::write(descriptor_, data.data(), data.size());
      if (count < 0 && errno == EINTR) continue;  // a signal must not cut a line in half
      if (count < 0) fail(name_, std::strerror(errno));
      data.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void finish(bool complete) override {
    if (!is_file_ || !complete) return;
    const bool closed = ::fsync(descriptor_) == 0 && ::close(descriptor_) == 0;
    descriptor_ = -1;
    if (!closed || std::rename((path_ + ".part").c_str(), path_.c_str()) != 0) fail(name_, std::strerror(errno));
  }
  const std::string& name() const { return name_; }

 private:
  std::string path_, name_;
  int descriptor_ = -1;
  bool is_file_ = false;
};

class GzipWriter final : public ByteWriter {
 public:
  explicit GzipWriter(std::unique_ptr<FileWriter> file) : file_(std::move(file)), buffer_(64u << 10, '\0') {
    if (deflateInit2(&stream_, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) fail(file_->name(), "zlib could not start");
  }
  ~GzipWriter() override { deflateEnd(&stream_); }
  GzipWriter(const GzipWriter&) = delete;
  GzipWriter& operator=(const GzipWriter&) = delete;

  void write(std::string_view data) override {
    while (!data.empty()) {
      const std::size_t part = std::min<std::size_t>(data.size(), 1u << 30);
      deflate_all(data.substr(0, part), Z_NO_FLUSH);
      data.remove_prefix(part);
    }
  }
  void finish(bool complete) override {
    deflate_all({}, Z_FINISH);
    file_->finish(complete);
  }

 private:
  void deflate_all(std::string_view data, int mode) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream_.avail_in = static_cast<uInt>(data.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      deflate(&stream_, mode);
      file_->write({buffer_.data(), buffer_.size() - stream_.avail_out});
    } while (stream_.avail_out == 0);
  }

  std::unique_ptr<FileWriter> file_;
  std::string buffer_;
  z_stream stream_{};
};

class ZstdWriter final : public ByteWriter {
 public:
  explicit ZstdWriter(std::unique_ptr<FileWriter> file)
      : file_(std::move(file)), buffer_(ZSTD_CStreamOutSize(), '\0'), stream_(ZSTD_createCStream()) {
    if (stream_ == nullptr) fail(file_->name(), "zstd could not start");
  }
  ~ZstdWriter() override { ZSTD_freeCStream(stream_); }
  ZstdWriter(const ZstdWriter&) = delete;
  ZstdWriter& operator=(const ZstdWriter&) = delete;

  void write(std::string_view data) override { compress(data, ZSTD_e_continue); }
  void finish(bool complete) override {
    compress({}, ZSTD_e_end);
    file_->finish(complete);
  }

 private:
  void compress(std::string_view data, ZSTD_EndDirective mode) {
    ZSTD_inBuffer in{data.data(), data.size(), 0};
    std::size_t left = 0;
    do {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      left = ZSTD_compressStream2(stream_, &out, &in, mode);
      if (ZSTD_isError(left)) fail(file_->name(), ZSTD_getErrorName(left));
      file_->write({buffer_.data(), out.pos});
    } while (mode == ZSTD_e_continue ? in.pos < in.size : left != 0);
  }

  std::unique_ptr<FileWriter> file_;
  std::string buffer_;
  ZSTD_CStream* stream_;
};

}  // namespace

std::unique_ptr<ByteReader> open_reader(const std::string& path) {
  auto file = std::make_unique<FileReader>(path);
  constexpr std::string_view kGzip = "\x1f\x8b", kZstd = "\x28\xb5\x2f\xfd";
  // A pipe may hand over the magic bytes one by one.
  std::string first;
  while (first.size() < kZstd.size() &&
         (first.empty() || kGzip.substr(0, first.size()) == first || kZstd.substr(0, first.size()) == first)) {
    char byte;
    if (file->read(&byte, 1) == 0) break;
    first += byte;
  }
  if (first == kZstd) return std::make_unique<ZstdReader>(std::move(file), std::move(first));
  if (std::string_view(first).substr(0, 2) == kGzip) return std::make_unique<GzipReader>(std::move(file), std::move(first));
  return std::make_unique<PlainReader>(std::move(file), std::move(first));
}

std::unique_ptr<ByteWriter> open_writer(const std::string& path) {
  auto file = std::make_unique<FileWriter>(path);
  if (ends_with(path, ".gz")) return std::make_unique<GzipWriter>(std::move(file));
  if (ends_with(path, ".zst")) return std::make_unique<ZstdWriter>(std::move(file));
  return file;
}

}  // namespace klinker
