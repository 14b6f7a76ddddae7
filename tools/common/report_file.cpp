#include "report_file.h"

#include <filesystem>

#include "klinker/error.h"

namespace klinker::tools {

void add_report_option(po::options_description& options, const char* what) {
  options.add_options()("report", po::value<std::string>()->value_name("FILE"), what);
}

ReportFile::ReportFile(const po::variables_map& arguments) : path_(arguments["report"].as<std::string>()) {
  if (path_.empty() || path_ == "-") throw Error(ErrorCode::usage, "--report needs the name of a file");
  for (const char* other : {"output", "errors"})
    if (arguments[other].as<std::string>() == path_)
      throw Error(ErrorCode::usage, std::string("--report and --") + other + " name the same file");
  writer_ = open_writer(path_);
}

ReportFile::~ReportFile() {
  std::error_code ignored;
  if (!written_) std::filesystem::remove(path_ + ".part", ignored);
}

void ReportFile::write(const std::string& page, bool complete) {
  writer_->write(page);
  writer_->finish(complete);
  written_ = true;
}

}  // namespace klinker::tools
