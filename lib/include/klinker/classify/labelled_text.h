#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace klinker {

/// A text and what it is.
struct LabelledText {
  std::string text;
  std::string label;

  friend bool operator==(const LabelledText&, const LabelledText&) = default;
};

/// Reads JSONL files with "text" and "label"; other fields and empty lines are passed over; gzip and zstd are recognised.
/// Throws Error(io), and for the first bad record an error that names file and line.
std::vector<LabelledText> read_labelled_texts(const std::vector<std::string>& paths);

/// Lines of plain text files, all with one label: from each file a uniform sample of at most `limit` lines, the same for the
/// same seed. Throws Error(io) and Error(invalid_utf8).
std::vector<LabelledText> label_lines(const std::vector<std::string>& paths, const std::string& label, std::size_t limit,
                                      std::uint64_t seed = 1);

}  // namespace klinker
