#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace klinker {

/// A whole text file ("-" is standard input; gzip and zstd are recognised) without its byte order mark. Throws Error(io),
/// and Error(invalid_utf8) that names file and line.
std::string read_text_file(const std::string& path);

/// Hands out the lines of `text` without their line ends ("\n" or "\r\n"), numbered from 1.
void for_each_line(std::string_view text, const std::function<void(std::string_view line, std::size_t number)>& use);

/// "data.csv, line 3"
std::string line_place(const std::string& path, std::size_t line);

}  // namespace klinker
