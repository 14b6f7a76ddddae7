#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// Appends `text` (valid UTF-8) as a JSON string with its quotes. Only what JSON demands is escaped.
void append_json_string(std::string& out, std::string_view text);

std::string json_string(std::string_view text);

/// An array of strings.
std::string json_array(const std::vector<std::string>& items);

/// Appends a finite number with at most `decimals` decimals and no trailing zeros; anything else becomes null.
void append_json_number(std::string& out, double value, int decimals = 4);

}  // namespace klinker
