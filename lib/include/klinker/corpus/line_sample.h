#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace klinker {

struct LineSampleOptions {
  std::size_t limit = static_cast<std::size_t>(-1);  ///< lines to keep at most
  std::size_t max_line_bytes = 16384;                ///< longer lines are passed over, empty ones too
  std::uint64_t seed = 1;
};

/// Lines of plain text files ("-" is standard input; gzip and zstd are recognised): all of them, or a uniform sample in one
/// pass, in the order of the input. Of a file whose name ends in .jsonl (or .jsonl.gz, .jsonl.zst) the texts of its records,
/// line ends in them made spaces. The same files, limit and seed give the same lines on every machine. Throws Error(io),
/// and for a line that is not UTF-8 or no record an error that names file and line.
std::vector<std::string> sample_lines(const std::vector<std::string>& paths, const LineSampleOptions& options = {});

}  // namespace klinker
