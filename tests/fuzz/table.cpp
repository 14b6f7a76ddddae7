// TAB-separated tables with any number of columns.

#include "klinker/text/table.h"
#include "klinker/error.h"

#include "fuzz.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = bytes(data, size);
  const std::size_t columns = 1 + take_choice(text, 8);
  try {
    std::size_t line = 0;
    for (const TableRow& row : parse_table(text, columns, "table")) {
      require(row.line > line && row.columns.size() == columns, "rows come in order and are complete");
      require(!row.columns.front().empty() && row.columns.front().front() != '#', "comments and empty lines are no rows");
      for (const std::string_view column : row.columns) {
        require(column.data() >= text.data() && column.data() + column.size() <= text.data() + text.size(),
                "columns lie in the text");
        require(!find_invalid_utf8(column) && column.find_first_of("\t\n") == std::string_view::npos,
                "a column is UTF-8 in one cell");
      }
      line = row.line;
    }
  } catch (const Error& error) {
    require(error.code() == ErrorCode::invalid_table, "a bad table is called one");
  }
  return 0;
}
