#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace klinker {

/// Bytes from a file or standard input, decompressed on the way.
class ByteReader {
 public:
  virtual ~ByteReader() = default;

  /// Reads at most `size` bytes as soon as any are there; 0 at the end. Throws Error(io), also for damaged or cut-off
  /// compressed data. Returns 0 with `interrupted()` true when a signal arrived first; call again to go on.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;

  /// Bytes taken from the file itself so far (compressed ones, where it is compressed).
  virtual std::size_t consumed() const = 0;
  virtual bool interrupted() const = 0;
};

/// Opens `path` ("-" is standard input); gzip and zstd are recognised by their first bytes. Throws Error(io).
std::unique_ptr<ByteReader> open_reader(const std::string& path);

/// Bytes to a file or standard output, compressed when the name ends in `.gz` or `.zst`.
class ByteWriter {
 public:
  virtual ~ByteWriter() = default;

  /// Writes all of `data`, or throws Error(io).
  virtual void write(std::string_view data) = 0;

  /// Ends the compressed stream and, where all is `complete`, gives a file its name: a file that exists is finished.
  virtual void finish(bool complete) = 0;
};

/// Opens `path` ("-" is standard output). A file is written as `path.part` until `finish()`. Throws Error(io).
std::unique_ptr<ByteWriter> open_writer(const std::string& path);

}  // namespace klinker
