#include "table_columns.h"

#include <charconv>
#include <cmath>

#include "klinker/error.h"

namespace klinker {

void fail(const std::string& table, const TableRow& row, const std::string& why) {
  throw Error(ErrorCode::invalid_table, table + ", line " + std::to_string(row.line) + ": " + why);
}

float number_in(const TableRow& row, std::size_t column, const std::string& table) {
  const std::string_view text = row.columns[column];
  float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    fail(table, row, "the value is no number");
  return value;
}

Variety variety_in(const TableRow& row, std::size_t column, const std::string& table) {
  try {
    return variety(row.columns[column]);
  } catch (const Error& error) {
    fail(table, row, error.what());
  }
}

}  // namespace klinker
