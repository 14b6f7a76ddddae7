#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "klinker/classify/task.h"

namespace klinker {

/// What a model learns from, or is measured on. The task says which fields count.
struct Example {
  std::string text{};                 ///< text, multilabel, pair
  std::string text_pair{};            ///< pair
  std::vector<std::string> labels{};  ///< one for text and pair; any number, none included, for multilabel
  std::vector<std::string> tokens{};  ///< token: words, none of them empty
  std::vector<std::string> tags{};    ///< token: BIO, one for each word

  friend bool operator==(const Example&, const Example&) = default;
};

/// Reads files; gzip and zstd are recognised, other fields and empty lines passed over.
/// - JSONL: "text" and "label"; "text" and "labels"; "tokens" and "tags"; "text", "text_pair" and "label".
/// - CSV and TSV, by the file's name (see parse_delimited), with columns of these names; `labels` are separated by `|`.
/// - For the task `token` every file that does not begin with `{` is in columns (see parse_conll).
/// Tags come out as BIO, also where an entity begins with I-. Throws Error(io), and for the first bad record an error that
/// names file and line.
std::vector<Example> read_examples(const std::vector<std::string>& paths, Task task);

/// Lines of plain text files as texts with one label, or none where it is empty: from each file a uniform sample of at most `limit` lines, the same for
/// the same seed. Throws Error(io) and Error(invalid_utf8).
std::vector<Example> label_lines(const std::vector<std::string>& paths, const std::string& label, std::size_t limit,
                                 std::uint64_t seed = 1);

/// The labels that occur, sorted. For tags: "O", then B- and I- of every type.
std::vector<std::string> labels_of(const std::vector<Example>& examples, Task task);

/// What two records must differ in to be different: their texts, in folded case.
std::string content_key(const Example& example);

}  // namespace klinker
