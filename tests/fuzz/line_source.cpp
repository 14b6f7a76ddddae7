// Cutting files into records: lines and whole files, too long ones, starts in the middle.

#include "corpus/line_source.h"

#include "fuzz.h"
#include "temporary_folder.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TemporaryFolder kFolder;
  std::string_view input = bytes(data, size);
  BatchOptions options;
  options.jsonl = take_choice(input, 2) == 1;
  options.unit = take_choice(input, 2) == 1 ? RecordUnit::file : RecordUnit::line;
  options.skip = take_choice(input, 4);
  options.max_record_bytes = 1 + take_choice(input, 64);
  options.batch_bytes = 1 + take_choice(input, 64);
  if (input.substr(0, 1) == "\x1f" || input.substr(0, 1) == "\x28") return 0;  // compressed files have a target of their own
  options.inputs = {kFolder.write("input", std::string(input))};
  LineSource source(options);
  std::size_t line = 0, byte = 0, records = 0;
  while (const auto batch = source.next()) {
    require(!batch->records.empty(), "a batch holds records");
    for (const RawRecord& record : batch->records) {
      require(record.bytes.start <= record.bytes.end && record.bytes.end <= batch->data.size(),
              "a record lies in its batch");
      require(record.line >= line && (records == 0 || record.byte > byte), "records come in order");
      line = record.line;
      byte = record.byte;
      ++records;
      if (record.error) continue;
      const std::string_view text = record.bytes.of(batch->data);
      require(text.size() <= options.max_record_bytes, "a record is no longer than is allowed");
      require(input.substr(record.byte, text.size()) == text, "a record stands where it says");
    }
  }
  require(source.consumed() == input.size(), "all of the file is read");
  return 0;
}
