// A table that a user adds to the normaliser. The built-in ones are left out: they take longer to read than the rest.

#include "fuzz.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "normalize/lexicon.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view table = bytes(data, size);
  try {
    NormalizerLexicon lexicon;
    lexicon.add(table, "table");
    for (const TableRow& row : parse_table(table, 5, "table")) {
      const auto* readings = lexicon.readings(NormalizerLexicon::key(row.columns[0]));
      require(readings != nullptr && !readings->empty(), "every form has a reading");
      for (const Reading& reading : *readings)
        require(!reading.replacement.empty() && !find_invalid_utf8(reading.replacement), "a reading is text");
    }
  } catch (const Error& error) {
    require(error.code() == ErrorCode::invalid_table, "a bad table is called one");
  }
  return 0;
}
