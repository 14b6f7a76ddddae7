#pragma once

#include <span>
#include <string_view>

namespace klinker {

struct BuiltinTable {
  std::string_view path;  // below lib/
  std::string_view text;
  std::string_view sha256;  // of the text, in hexadecimal digits
};

/// Tables of Dutch, and what pages are made of. Defined in a file that the build makes from lib/*/tables and lib/*/pages.
std::span<const BuiltinTable> builtin_tables();

}  // namespace klinker
