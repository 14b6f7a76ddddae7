#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "klinker/normalize/variety.h"
#include "klinker/text/table.h"

namespace klinker {

/// Throws Error(invalid_table) that names the table and the row's line.
[[noreturn]] void fail(const std::string& table, const TableRow& row, const std::string& why);

/// A finite number, which is the whole column. Throws as `fail` does.
float number_in(const TableRow& row, std::size_t column, const std::string& table);

/// The variety that a column names. Throws as `fail` does.
Variety variety_in(const TableRow& row, std::size_t column, const std::string& table);

/// Calls `f` with each part of a list between separators; of an empty list not at all.
template <class F>
void each_part(std::string_view list, std::string_view separator, F&& f) {
  while (!list.empty()) {
    const std::size_t end = list.find(separator);
    f(list.substr(0, end));
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + separator.size());
  }
}

}  // namespace klinker
