#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// A CSV or TSV file whose first row names the columns.
struct DelimitedTable {
  struct Row {
    std::size_t line = 0;             ///< in which it begins, from 1
    std::vector<std::string> fields;  ///< as many as there are columns
  };

  std::vector<std::string> columns;
  std::vector<Row> rows;

  /// The number of the column of that name.
  std::optional<std::size_t> column(std::string_view name) const;
};

/// Reads `text` by RFC 4180: a field in double quotes may hold delimiters, line ends, and quotes as two. `where` is the
/// file's name for messages. An empty line is skipped. Throws Error(invalid_table) that names file and line for a quote out
/// of place, a quoted field without end, a row with another number of fields than the header, or two columns of one name.
DelimitedTable parse_delimited(std::string_view text, char delimiter, const std::string& where);

/// The delimiter that the header is written with: a tab, a comma, or the semicolon that spreadsheets write where the comma
/// is the decimal sign; the first of the three that stands outside quotes.
char find_delimiter(std::string_view text);

}  // namespace klinker
