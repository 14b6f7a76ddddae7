#pragma once

#include <span>
#include <string_view>

namespace klinker {

struct BuiltinTable {
  std::string_view path;  // below lib/
  std::string_view text;
};

/// Defined in a file that the build makes from lib/*/tables.
std::span<const BuiltinTable> builtin_tables();

}  // namespace klinker
