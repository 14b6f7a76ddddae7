#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/corpus/batch.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/error.h"
#include "klinker/text/span.h"

namespace klinker {

/// A record's bytes as they were read, with their place; or the error that stands for them.
struct RawRecord {
  Span bytes;                      // in the batch's data
  std::size_t line = 0, byte = 0;  // of its start, in the decompressed file
  std::optional<Error> error;
  RecordPlace place;
};

struct RawBatch {
  std::size_t index = 0;
  std::string file;
  std::string data;
  std::vector<RawRecord> records;

  /// "notes.txt, line 3, byte 120"
  std::string place(const RawRecord& record) const;
};

/// Cuts the inputs of a batch run into records, a bounded number of bytes at a time.
class LineSource {
 public:
  /// Expands folders and opens every file once. Throws Error(io) for one that cannot be read.
  explicit LineSource(const BatchOptions& options);

  /// The next records, at most about `batch_bytes` of them, as soon as any are there. Nothing at the end or on a stop.
  std::optional<RawBatch> next();

  std::size_t consumed() const { return consumed_before_ + (reader_ ? reader_->consumed() : 0); }

  /// Bytes of all inputs, 0 where one has no size.
  std::size_t total() const { return total_; }

 private:
  bool stopped() const { return options_.stop != nullptr && options_.stop->load(); }
  void close();
  std::size_t read_more();
  bool by_paragraph() const { return !options_.jsonl && options_.unit == RecordUnit::paragraph; }
  void cut_records(RawBatch& batch, bool at_end);
  std::size_t find_end(std::size_t start, bool at_end);
  std::size_t part_size(std::size_t start) const;
  void add(RawBatch& batch, Span bytes, bool continued, bool last);
  Error too_long() const;

  const BatchOptions& options_;
  std::vector<std::string> files_;
  std::size_t next_file_ = 0;
  std::unique_ptr<ByteReader> reader_;
  std::string buffer_;         // bytes read and not handed out
  std::size_t searched_ = 0;   // bytes of it known to hold no end of a record
  std::size_t line_ends_ = 0;  // in the white space before that place, where records are paragraphs
  bool in_text_ = false;       // something else than white space stands before it
  bool discarding_ = false;    // inside a record that is too long
  std::size_t line_ = 1;       // of the buffer's first byte
  std::size_t byte_ = 0;       // likewise, in the decompressed file
  std::size_t seen_ = 0, taken_ = 0;
  std::size_t document_ = 0, part_ = 0;
  bool marked_ = false;     // a byte order mark stood before the document
  bool opened_ = false;     // the document has a record that begins it
  bool continues_ = false;  // the next record is the rest of one that was too long
  std::size_t consumed_before_ = 0, total_ = 0;
};

}  // namespace klinker
