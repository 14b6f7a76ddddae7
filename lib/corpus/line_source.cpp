#include "line_source.h"

#include <algorithm>
#include <filesystem>

namespace klinker {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> expand(const std::vector<std::string>& inputs) {
  std::vector<std::string> files;
  for (const std::string& input : inputs) {
    if (input == "-" || !fs::is_directory(input)) {
      files.push_back(input);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(input))
      if (entry.is_regular_file()) found.push_back(entry.path().string());
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos; }

}  // namespace

LineSource::LineSource(const BatchOptions& options) : options_(options), files_(expand(options.inputs)) {
  bool sized = true;
  for (const std::string& file : files_) {
    if (file == "-") {
      sized = false;
      continue;
    }
    const bool regular = fs::is_regular_file(file);
    // A pipe can be opened only once; a file that is missing must be known before hours of work.
    if (regular || !fs::exists(file)) open_reader(file);
    if (regular) total_ += fs::file_size(file);
    sized &= regular;
  }
  if (!sized) total_ = 0;
}

std::optional<RawBatch> LineSource::next() {
  RawBatch batch;
  while (batch.records.empty()) {
    if (stopped() || taken_ >= options_.limit) return std::nullopt;
    if (!reader_ && next_file_ == files_.size()) return std::nullopt;
    try {
      batch.file = files_[next_file_];
      if (!reader_) reader_ = open_reader(files_[next_file_]);
      const std::size_t count = read_more();
      if (stopped()) return std::nullopt;  // what is read of an unfinished line is left out
      cut_lines(batch, count == 0);
      if (count == 0) close();
    } catch (const Error& error) {
      batch.records.push_back({{}, line_, byte_, error});
      close();
    }
  }
  return batch;
}

void LineSource::close() {
  consumed_before_ += reader_ ? reader_->consumed() : 0;
  reader_.reset();
  ++next_file_;
  buffer_.clear();
  searched_ = byte_ = 0;
  line_ = 1;
  discarding_ = false;
}

std::size_t LineSource::read_more() {
  const std::size_t held = buffer_.size();
  buffer_.resize(held + options_.batch_bytes);
  std::size_t count = 0;
  do {
    count = reader_->read(buffer_.data() + held, options_.batch_bytes);
  } while (count == 0 && reader_->interrupted() && !stopped());
  buffer_.resize(held + count);
  return count;
}

void LineSource::cut_lines(RawBatch& batch, bool at_end) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::size_t start = 0;
  if (byte_ == 0 && std::string_view(buffer_).substr(0, 3) == kByteOrderMark) start = 3;
  const bool by_line = options_.jsonl || options_.unit == RecordUnit::line;
  for (;;) {
    std::size_t end = by_line ? buffer_.find('\n', std::max(start, searched_)) : std::string::npos;
    const bool complete = end != std::string::npos;
    if (!complete) {
      end = buffer_.size();
      const bool too_long = end - start > options_.max_record_bytes;
      if (at_end ? start == end : !too_long) break;  // the rest of the line is still to come
    }
    if (!discarding_) add(batch, {start, end});
    discarding_ = !complete;
    start = complete ? end + 1 : end;
    if (!complete) break;
    ++line_;
  }
  // The records point into the batch's data; what follows the last line end waits for the next batch.
  batch.data.assign(buffer_, 0, start);
  buffer_.erase(0, start);
  byte_ += start;
  searched_ = buffer_.size();
}

void LineSource::add(RawBatch& batch, Span bytes) {
  std::string_view line = bytes.of(buffer_);
  if (is_blank(line) || seen_++ < options_.skip || taken_ >= options_.limit) return;
  ++taken_;
  if (line.back() == '\r') --bytes.end;
  RawRecord& record = batch.records.emplace_back(RawRecord{bytes, line_, byte_ + bytes.start, std::nullopt});
  if (line.size() > options_.max_record_bytes)
    record.error = Error(ErrorCode::record_too_long, "longer than " + std::to_string(options_.max_record_bytes) +
                                                         " bytes; raise --max-record to read it");
}

std::string RawBatch::place(const RawRecord& record) const {
  return (file == "-" ? "" : file + ", ") + "line " + std::to_string(record.line) + ", byte " + std::to_string(record.byte);
}

}  // namespace klinker
