#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/corpus/record.h"

namespace klinker {

class ByteWriter;

/// What one record is read from. By `paragraph` a file is one document in as many records as it has blocks between blank
/// lines, white space included: no byte is left out, and memory does not grow with the file.
enum class RecordUnit { line, paragraph, file };

struct BatchOptions {
  std::vector<std::string> inputs = {"-"};  ///< files, folders (read recursively, by name), "-"
  std::string output = "-";
  std::string errors;         ///< a file for error records; empty: in place
  bool errors_apart = false;  ///< where `errors` is empty, error records go to standard error
  bool jsonl = false;
  bool printed = false;                ///< records of JSON come out as `Record::print` says, as those of plain text do
  RecordUnit unit = RecordUnit::line;  ///< for plain text; JSON is always by line
  /// For plain text: how many bytes of a record longer than `max_record_bytes` to take for a record of their own, given as
  /// many of them. Without it such a record is an error.
  std::function<std::size_t(std::string_view)> cut;
  unsigned threads = 1;
  std::size_t skip = 0;                              ///< records to pass over first
  std::size_t limit = static_cast<std::size_t>(-1);  ///< records to read at most
  std::size_t max_record_bytes = 64u << 20;
  std::size_t batch_bytes = 256u << 10;
  bool progress = false;                    ///< a line on standard error
  const std::atomic<bool>* stop = nullptr;  ///< set by a signal handler: finish what was read, then return
  std::function<void(ByteWriter&)> epilogue;  ///< writes what follows the last record, unless the run was stopped
};

struct BatchSummary {
  std::size_t records = 0;
  std::size_t failed = 0;
  std::size_t text_bytes = 0;
  double seconds = 0;
  bool interrupted = false;
};

/// Fills in some records with `set`, `print` or `fail`. An exception fails every record of the call.
using Worker = std::function<void(std::span<Record* const>)>;

/// Makes the worker of one thread, with that thread's scratch memory.
using WorkerFactory = std::function<Worker()>;

/// A worker that takes records one at a time, so that an exception fails only the record it came from.
Worker each(std::function<void(Record&)> process);

/// Reads records, hands them to `options.threads` workers and writes one line for each in the order of the input,
/// whatever the number of threads. Holds a bounded number of batches in memory. A record that cannot be read or
/// processed becomes an error record. Throws Error(io) when an input cannot be opened or the output not written.
BatchSummary run_batch(const BatchOptions& options, const WorkerFactory& make_worker);

}  // namespace klinker
