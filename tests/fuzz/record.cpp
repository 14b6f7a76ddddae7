// JSON records: a line that is read, what a command adds to it, and the line that is written.

#include <algorithm>

#include "fuzz.h"
#include "klinker/corpus/json.h"
#include "klinker/corpus/record.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static RecordParser parser;  // its memory is used again from line to line, as in a batch
  std::string line(bytes(data, size));
  std::replace(line.begin(), line.end(), '\n', ' ');  // or it would be no line
  Record record = parser.parse(line);
  require(!find_invalid_utf8(record.text()), "the text of a record is UTF-8");
  const std::string plain = record.to_json();
  require(!find_invalid_utf8(plain) && plain.find('\n') == std::string::npos, "a record is one line of UTF-8");
  if (!record.error() && !record.has_text())
    for (const Span span : record.token_spans()) require_place(record.text(), span);
  record.set("label", "\"a\\\"b\"");
  const Record again = parser.parse(record.to_json());
  if (record.error() || record.passes_through()) {
    require(again.passes_through(), "a record that failed says so to the next command");
    return 0;
  }
  require(!again.error(), "what is written can be read");
  require(again.text() == record.text() && again.tokens() == record.tokens(), "what is written says the same");
  require(again.field("label") == "\"a\\\"b\"", "what is added is there");

  const std::string text = text_of(bytes(data, size));
  const Record quoted = parser.parse("{\"text\":" + json_string(text) + "}");
  require(!quoted.error() && quoted.text() == text, "any text can be a record");
  return 0;
}
