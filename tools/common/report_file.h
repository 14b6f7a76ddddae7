#pragma once

#include <memory>
#include <string>

#include "command.h"
#include "klinker/corpus/byte_stream.h"

namespace klinker::tools {

/// `--report FILE.html` of a batch command.
void add_report_option(po::options_description& options, const char* what);

/// The file of `--report`, which gets its name when the page is complete. Opened before the run, so that hours of work are
/// not lost to a folder that is not there.
class ReportFile {
 public:
  /// Throws Error(usage) where the page would go to standard output or into another output, and Error(io).
  explicit ReportFile(const po::variables_map& arguments);
  ~ReportFile();
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  /// Where the run was broken off, FILE.part is left.
  void write(const std::string& page, bool complete);

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::unique_ptr<ByteWriter> writer_;
  bool written_ = false;
};

}  // namespace klinker::tools
