#include "klinker/corpus/batch.h"

#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "klinker/corpus/byte_stream.h"
#include "line_source.h"
#include "progress.h"

namespace klinker {
namespace {

struct Written {
  std::string output;
  std::string errors;
  std::size_t records = 0, failed = 0, text_bytes = 0;
};

// Error messages say where the record stands; they never repeat its text.
Error with_place(const Error& error, const std::string& place) { return {error.code(), place + ": " + error.what()}; }

// A program's standard error, for errors that must not stand between the lines of its output.
class StandardError final : public ByteWriter {
 public:
  void write(std::string_view data) override { std::fwrite(data.data(), 1, data.size(), stderr); }
  void finish(bool) override {}
};

Record read_record(const RawBatch& batch, const RawRecord& raw, bool jsonl, RecordParser& parser) {
  if (raw.error) {
    Record record = Record::from_text("");
    record.fail(*raw.error);
    return record;
  }
  const std::string_view bytes = raw.bytes.of(batch.data);
  if (jsonl) return parser.parse(bytes);
  try {
    return Record::from_text(bytes);
  } catch (const Error& error) {
    Record record = Record::from_text("");
    record.fail(error);
    return record;
  }
}

void work(const Worker& worker, std::vector<Record*>& records) {
  const auto fail_all = [&](const Error& error) {
    for (Record* record : records) record->fail(error);
  };
  try {
    if (!records.empty()) worker(records);
  } catch (const Error& error) {
    fail_all(error);
  } catch (const std::bad_alloc&) {
    fail_all({ErrorCode::internal, "not enough memory for this record"});
  } catch (const std::exception& error) {
    fail_all({ErrorCode::internal, error.what()});
  }
}

Written process(const RawBatch& batch, const BatchOptions& options, const Worker& worker, RecordParser& parser) {
  const bool errors_apart = options.errors_apart || !options.errors.empty();
  std::vector<Record> records;
  records.reserve(batch.records.size());
  std::vector<Record*> to_do;
  for (const RawRecord& raw : batch.records) {
    Record& record = records.emplace_back(read_record(batch, raw, options.jsonl, parser));
    RecordPlace place = raw.place;
    place.file = batch.file;
    record.set_place(place);
    if (!record.error() && !record.passes_through()) to_do.push_back(&record);
  }
  work(worker, to_do);

  Written written;
  written.records = records.size();
  for (std::size_t i = 0; i < records.size(); ++i) {
    Record& record = records[i];
    written.text_bytes += record.text().size();
    const bool failed = record.error().has_value();
    if (failed) record.fail(with_place(*record.error(), batch.place(batch.records[i])));
    written.failed += failed;
    // In a run that prints, a record with an error from an earlier command is as bad as one that fails here.
    const bool apart = failed || (options.errors_apart && record.passes_through());
    std::string& out = apart && errors_apart ? written.errors : written.output;
    const bool as_json = failed || record.passes_through() || (options.jsonl && !options.printed);
    if (as_json) (out += record.to_json()) += '\n';
    else out += record.printed();
  }
  return written;
}

// Batches on their way from the reader to the workers to the output, at most `room` of them at a time.
class Pipeline {
 public:
  Pipeline(std::size_t room, ByteWriter& output, ByteWriter* errors, BatchSummary& summary)
      : room_(room), output_(output), errors_(errors), summary_(summary) {}

  /// Waits for room; false once the run has failed.
  bool push(RawBatch batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || batch.index - written_ < room_; });
    if (failure_) return false;
    waiting_.push_back(std::move(batch));
    changed_.notify_all();
    return true;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  std::optional<RawBatch> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || closed_ || !waiting_.empty(); });
    if (failure_ || waiting_.empty()) return std::nullopt;
    RawBatch batch = std::move(waiting_.front());
    waiting_.pop_front();
    return batch;
  }

  /// Whoever finishes the batch that is next in order writes it, and those that were waiting for it.
  void done(std::size_t index, Written written) {
    std::unique_lock lock(mutex_);
    finished_.emplace(index, std::move(written));
    if (writing_) return;
    writing_ = true;
    while (!failure_ && !finished_.empty() && finished_.begin()->first == written_) {
      const Written next = std::move(finished_.begin()->second);
      finished_.erase(finished_.begin());
      lock.unlock();
      try {
        output_.write(next.output);
        if (errors_ != nullptr) errors_->write(next.errors);
        lock.lock();
      } catch (...) {
        lock.lock();
        failure_ = std::current_exception();
      }
      ++written_;
      summary_.records += next.records;
      summary_.failed += next.failed;
      summary_.text_bytes += next.text_bytes;
      changed_.notify_all();
    }
    writing_ = false;
  }

  void fail(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
    changed_.notify_all();
  }

  BatchSummary summary() {
    const std::lock_guard lock(mutex_);
    return summary_;
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const std::size_t room_;
  ByteWriter& output_;
  ByteWriter* errors_;
  BatchSummary& summary_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<RawBatch> waiting_;
  std::map<std::size_t, Written> finished_;
  std::size_t written_ = 0;
  bool writing_ = false, closed_ = false;
  std::exception_ptr failure_;
};

// Requests to stop go to the reading thread, where they end a blocked read.
class BlockSignals {
 public:
  BlockSignals() {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, &before_);
  }
  ~BlockSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockSignals(const BlockSignals&) = delete;
  BlockSignals& operator=(const BlockSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

Worker each(std::function<void(Record&)> process) {
  return [process = std::move(process)](std::span<Record* const> records) {
    for (Record* record : records) {
      std::vector<Record*> one = {record};
      work([&](std::span<Record* const>) { process(*record); }, one);
    }
  };
}

BatchSummary run_batch(const BatchOptions& options, const WorkerFactory& make_worker) {
  LineSource source(options);
  const auto output = open_writer(options.output);
  std::unique_ptr<ByteWriter> errors;
  if (!options.errors.empty()) errors = open_writer(options.errors);
  else if (options.errors_apart) errors = std::make_unique<StandardError>();
  BatchSummary summary;
  Progress progress(options.progress);
  const unsigned thread_count = std::max(1u, options.threads);
  Pipeline pipeline(2 * thread_count + 2, *output, errors.get(), summary);

  std::vector<std::thread> threads;
  {
    const BlockSignals block;
    for (unsigned i = 0; i < thread_count; ++i)
      threads.emplace_back([&] {
        try {
          const Worker worker = make_worker();
          RecordParser parser;
          while (const auto batch = pipeline.pop()) pipeline.done(batch->index, process(*batch, options, worker, parser));
        } catch (...) {
          pipeline.fail(std::current_exception());
        }
      });
  }
  try {
    std::size_t index = 0;
    while (auto batch = source.next()) {
      batch->index = index++;
      if (!pipeline.push(std::move(*batch))) break;
      const BatchSummary so_far = pipeline.summary();
      progress.update(source.consumed(), source.total(), so_far.records, so_far.text_bytes);
    }
  } catch (...) {
    pipeline.fail(std::current_exception());
  }
  pipeline.close();
  for (std::thread& thread : threads) thread.join();
  progress.clear();
  pipeline.rethrow();

  summary.interrupted = options.stop != nullptr && options.stop->load();
  if (options.epilogue && !summary.interrupted) options.epilogue(*output);
  summary.seconds = progress.seconds();
  output->finish(!summary.interrupted);
  if (errors) errors->finish(!summary.interrupted);
  return summary;
}

}  // namespace klinker
