#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// A readable table of Dutch: TAB-separated columns, one entry a line; lines that begin with `#` are comments (title,
/// source, licence, columns).
struct TableRow {
  std::size_t line = 0;
  std::vector<std::string_view> columns;  ///< views into the table's text
};

/// Throws Error(invalid_table) with `name` and the line where a row does not have `columns` columns or is not UTF-8.
std::vector<TableRow> parse_table(std::string_view text, std::size_t columns, const std::string& name);

/// A table that was compiled into the library, by its path below `lib/`, e.g. "tokenize/tables/abbreviations.tsv".
/// Throws Error(invalid_table) for a name that is not there.
std::string_view builtin_table(std::string_view path);

/// Reads a whole file, for tables added at run time. Throws Error(io).
std::string read_file(const std::string& path);

}  // namespace klinker
