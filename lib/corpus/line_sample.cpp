#include "klinker/corpus/line_sample.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/record.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "text/split_mix.h"

namespace klinker {
namespace {

// Keeps the lines whose numbers have the smallest hashes.
class Sample {
 public:
  Sample(std::size_t size, std::uint64_t seed) : size_(size), seed_(split_mix(seed)) {}

  void add(std::string_view line) {
    const std::uint64_t index = seen_++;
    const std::uint64_t hash = split_mix(index ^ seed_);
    if (lines_.size() == size_) {
      if (lines_.empty() || hash >= lines_.front().hash) return;
      std::pop_heap(lines_.begin(), lines_.end());
      lines_.pop_back();
    }
    lines_.push_back({hash, index, std::string(line)});
    std::push_heap(lines_.begin(), lines_.end());
  }

  std::vector<std::string> take() {
    std::sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return a.index < b.index; });
    std::vector<std::string> out;
    out.reserve(lines_.size());
    for (Line& line : lines_) out.push_back(std::move(line.text));
    return out;
  }

 private:
  struct Line {
    std::uint64_t hash;
    std::uint64_t index;
    std::string text;
    bool operator<(const Line& other) const { return hash < other.hash; }
  };

  std::size_t size_;
  std::uint64_t seed_;
  std::uint64_t seen_ = 0;
  std::vector<Line> lines_;
};

bool is_jsonl(std::string_view path) {
  for (const std::string_view compressed : {".gz", ".zst"})
    if (path.ends_with(compressed)) path.remove_suffix(compressed.size());
  return path.ends_with(".jsonl");
}

void add_file(const std::string& path, std::size_t max_line_bytes, Sample& sample) {
  const auto reader = open_reader(path);
  std::string waiting;
  std::size_t number = 0;
  const bool jsonl = is_jsonl(path);
  RecordParser parser;
  const auto add = [&](std::string_view line) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.size() > max_line_bytes) return;
    const std::string where = path + ", line " + std::to_string(number);
    if (find_invalid_utf8(line)) throw Error(ErrorCode::invalid_utf8, where + ": is not UTF-8; convert the file first");
    if (!jsonl) return sample.add(line);
    const Record record = parser.parse(line);
    if (record.error()) throw Error(record.error()->code(), where + ": " + record.error()->what());
    std::string text = record.text();
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    if (!text.empty()) sample.add(text);
  };
  std::vector<char> buffer(1u << 18);
  for (;;) {
    const std::size_t got = reader->read(buffer.data(), buffer.size());
    if (got == 0) {
      if (reader->interrupted()) continue;
      break;
    }
    std::size_t start = 0;
    const std::size_t old_size = waiting.size();
    waiting.append(buffer.data(), got);
    for (std::size_t end = waiting.find('\n', old_size); end != std::string::npos; end = waiting.find('\n', start)) {
      add(std::string_view(waiting).substr(start, end - start));
      start = end + 1;
    }
    waiting.erase(0, start);
    // What is already too long need not be kept: only its length past the limit matters.
    if (waiting.size() > max_line_bytes + 1) waiting.resize(max_line_bytes + 2, ' ');
  }
  if (!waiting.empty()) add(waiting);
}

}  // namespace

std::vector<std::string> sample_lines(const std::vector<std::string>& paths, const LineSampleOptions& options) {
  Sample sample(options.limit, options.seed);
  for (const std::string& path : paths) add_file(path, options.max_line_bytes, sample);
  return sample.take();
}

}  // namespace klinker
