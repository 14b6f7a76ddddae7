#include "line_source.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "klinker/text/utf8.h"

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

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kWhiteSpace = " \t\r\n\f\v";

// The bytes of the white space at `at`, 0 where there is none. Unicode's White_Space (PropList.txt): what no token holds.
std::size_t white_space_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  if (byte(0) < 0x80) return kWhiteSpace.find(text[at]) != std::string_view::npos;
  if (byte(0) == 0xC2) return byte(1) == 0x85 || byte(1) == 0xA0 ? 2 : 0;
  const unsigned c = (byte(0) & 0xF) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  const bool space =
      (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x1680 || c == 0x3000;
  return space && byte(0) >> 4 == 0xE && byte(2) != 0 ? 3 : 0;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(kWhiteSpace) == std::string_view::npos; }

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
      cut_records(batch, count == 0);
      if (count == 0) close();
    } catch (const Error& error) {
      if (by_paragraph()) cut_records(batch, true);
      batch.records.push_back({{}, line_, byte_, error, {}});
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
  searched_ = byte_ = line_ends_ = part_ = 0;
  line_ = 1;
  discarding_ = in_text_ = marked_ = opened_ = continues_ = false;
}

std::size_t LineSource::read_more() {
  const std::size_t held = buffer_.size();
  buffer_.resize(held + options_.batch_bytes);
  std::size_t count = 0;
  try {
    do {
      count = reader_->read(buffer_.data() + held, options_.batch_bytes);
    } while (count == 0 && reader_->interrupted() && !stopped());
  } catch (...) {
    buffer_.resize(held);
    throw;
  }
  buffer_.resize(held + count);
  return count;
}

void LineSource::cut_records(RawBatch& batch, bool at_end) {
  std::size_t start = 0;
  if (byte_ == 0 && !buffer_.empty() &&
      kByteOrderMark.starts_with(std::string_view(buffer_).substr(0, kByteOrderMark.size()))) {
    marked_ = buffer_.size() >= kByteOrderMark.size();
    if (marked_) start = kByteOrderMark.size();
    else if (!at_end) return;  // a pipe may hand it over in pieces
  }
  const bool line_ends = options_.jsonl || options_.unit == RecordUnit::line;  // stand between records, in none of them
  for (;;) {
    std::size_t end = find_end(start, at_end);
    const bool complete = end != std::string::npos;
    if (!complete) end = buffer_.size();
    while (!options_.jsonl && options_.cut && end - start > options_.max_record_bytes) {
      const std::size_t size = part_size(start);
      add(batch, {start, start + size}, true, false);
      start += size;
    }
    if (!complete) {
      const bool too_long = end - start > options_.max_record_bytes;
      if (at_end ? start == end : !too_long) break;  // the rest of the record is still to come
    }
    if (!discarding_) add(batch, {start, end}, false, at_end && !complete);
    discarding_ = !complete;
    start = complete && line_ends ? end + 1 : end;
    if (!complete) break;
    line_ += line_ends;
  }
  // The records point into the batch's data; what follows the last of them waits for the next batch.
  batch.data.assign(buffer_, 0, start);
  buffer_.erase(0, start);
  byte_ += start;
  searched_ -= std::min(start, searched_);
}

// Where the record that begins at `start` ends, or npos. Every byte is looked at once, however few come at a time.
std::size_t LineSource::find_end(std::size_t start, bool at_end) {
  std::size_t at = std::max(start, searched_);
  if (options_.unit == RecordUnit::file && !options_.jsonl) return std::string::npos;
  if (!by_paragraph()) {
    at = buffer_.find('\n', at);
    searched_ = at == std::string::npos ? buffer_.size() : at;
    return at;
  }
  while (at < buffer_.size()) {
    const std::size_t space = white_space_at(buffer_, at);
    if (space == 0) {
      if (!at_end && buffer_.size() - at < 3) break;  // perhaps white space, when all its bytes are here
      searched_ = at;
      const bool begins_paragraph = in_text_ && line_ends_ > 1;
      in_text_ = true;
      line_ends_ = 0;
      if (begins_paragraph) return at;
      at = std::min(buffer_.find('\n', at), buffer_.size());
    } else {
      line_ends_ += buffer_[at] == '\n';
      at += space;
    }
  }
  searched_ = at;
  return std::string::npos;
}

// Of a record that is too long: what to take for one of its own, on a character boundary.
std::size_t LineSource::part_size(std::size_t start) const {
  std::string_view window = std::string_view(buffer_).substr(start, std::max<std::size_t>(options_.max_record_bytes, 1));
  for (int i = 0; i < 3 && window.size() > 1 && is_continuation(buffer_[start + window.size()]); ++i)
    window.remove_suffix(1);
  return find_invalid_utf8(window) ? window.size() : std::clamp<std::size_t>(options_.cut(window), 1, window.size());
}

void LineSource::add(RawBatch& batch, Span bytes, bool continued, bool last) {
  std::string_view record_bytes = bytes.of(buffer_);
  RecordPlace place;
  place.line = line_;
  place.continues = std::exchange(continues_, continued);
  place.continued = continued;
  std::optional<Error> error;
  if (by_paragraph()) {
    // What begins a document is settled here, since a record that fails shows nothing.
    line_ += static_cast<std::size_t>(std::count(record_bytes.begin(), record_bytes.end(), '\n'));
    if (const auto byte = find_invalid_utf8(record_bytes))
      error = Error(ErrorCode::invalid_utf8, "not valid UTF-8 at byte " + std::to_string(*byte) + " of the paragraph");
    else if (record_bytes.size() > options_.max_record_bytes) error = too_long();
    place.document = next_file_ + 1;
    place.part = ++part_;
    place.first = !error && !std::exchange(opened_, true);
    place.last = last && !error;
  } else {
    if (!place.continues && !continued && is_blank(record_bytes)) return;
    part_ = place.continues ? part_ + 1 : 1;
    document_ += !place.continues;
    place.document = document_;
    place.part = part_;
    place.first = !place.continues;
    place.last = !place.continued;
    if (record_bytes.back() == '\r' && !continued) --bytes.end;
    if (record_bytes.size() > options_.max_record_bytes) error = too_long();
  }
  place.byte_order_mark = place.first && std::exchange(marked_, false);
  if (seen_++ >= options_.skip && taken_ < options_.limit) {
    ++taken_;
    batch.records.push_back({bytes, place.line, byte_ + bytes.start, error, place});
  }
  if (last && error && opened_) add(batch, {bytes.end, bytes.end}, false, true);  // an empty record ends the document
}

Error LineSource::too_long() const {
  return {ErrorCode::record_too_long,
          "longer than " + std::to_string(options_.max_record_bytes) + " bytes; raise --max-record to read it"};
}

std::string RawBatch::place(const RawRecord& record) const {
  return (file == "-" ? "" : file + ", ") + "line " + std::to_string(record.line) + ", byte " + std::to_string(record.byte);
}

}  // namespace klinker
