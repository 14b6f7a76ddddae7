#include "klinker/classify/labelled_text.h"

#include <simdjson.h>

#include <algorithm>

#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/line_sample.h"
#include "klinker/corpus/record.h"
#include "klinker/error.h"

namespace klinker {
namespace {

std::string read_all(const std::string& path) {
  const auto reader = open_reader(path);
  std::string out;
  std::vector<char> buffer(1u << 18);
  for (;;) {
    const std::size_t got = reader->read(buffer.data(), buffer.size());
    if (got == 0 && !reader->interrupted()) return out;
    out.append(buffer.data(), got);
  }
}

std::string label_of(const Record& record, simdjson::dom::parser& parser, const std::string& where) {
  const auto field = record.field("label");
  if (!field) throw Error(ErrorCode::wrong_type, where + ": has no field \"label\"");
  std::string_view label;
  if (parser.parse(std::string(*field)).get(label) != simdjson::SUCCESS || label.empty())
    throw Error(ErrorCode::wrong_type, where + ": \"label\" must be a string that is not empty");
  return std::string(label);
}

}  // namespace

std::vector<LabelledText> read_labelled_texts(const std::vector<std::string>& paths) {
  std::vector<LabelledText> out;
  RecordParser records;
  simdjson::dom::parser parser;
  for (const std::string& path : paths) {
    const std::string bytes = read_all(path);
    std::size_t number = 0;
    for (std::size_t start = 0; start < bytes.size();) {
      const std::size_t end = std::min(bytes.find('\n', start), bytes.size());
      std::string_view line(bytes.data() + start, end - start);
      start = end + 1;
      ++number;
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
      const std::string where = path + ", line " + std::to_string(number);
      const Record record = records.parse(line);
      if (record.error()) throw Error(record.error()->code(), where + ": " + record.error()->what());
      out.push_back({record.text(), label_of(record, parser, where)});
    }
  }
  return out;
}

std::vector<LabelledText> label_lines(const std::vector<std::string>& paths, const std::string& label, std::size_t limit,
                                      std::uint64_t seed) {
  std::vector<LabelledText> out;
  for (const std::string& path : paths)
    for (std::string& line : sample_lines({path}, {.limit = limit, .seed = seed})) out.push_back({std::move(line), label});
  return out;
}

}  // namespace klinker
