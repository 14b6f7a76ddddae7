#include "klinker/text/table.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "builtin_tables.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

std::vector<std::string_view> split(std::string_view line, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0;;) {
    const std::size_t end = line.find(separator, start);
    parts.push_back(line.substr(start, end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

}  // namespace

std::vector<TableRow> parse_table(std::string_view text, std::size_t columns, const std::string& name) {
  std::vector<TableRow> rows;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const auto fail = [&](const std::string& why) {
      throw Error(ErrorCode::invalid_table, name + ", line " + std::to_string(number) + ": " + why);
    };
    if (find_invalid_utf8(line)) fail("not valid UTF-8");
    TableRow row{number, split(line, '\t')};
    if (row.columns.size() != columns)
      fail(std::to_string(row.columns.size()) + " TAB-separated columns where " + std::to_string(columns) + " are needed");
    if (row.columns.front().empty()) fail("the first column is empty");
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string_view builtin_table(std::string_view path) {
  for (const BuiltinTable& table : builtin_tables())
    if (table.path == path) return table.text;
  throw Error(ErrorCode::invalid_table, "no table " + std::string(path) + " is compiled in");
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes;
  char part[16384];
  while (file.read(part, sizeof part) || file.gcount() > 0) bytes.append(part, static_cast<std::size_t>(file.gcount()));
  // A folder can be opened, but not read.
  if (!file.is_open() || file.bad()) throw Error(ErrorCode::io, path + ": " + std::strerror(errno));
  return bytes;
}

}  // namespace klinker
