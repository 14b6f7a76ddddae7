#include "output_folder.h"

#include <utility>

#include "klinker/error.h"

namespace klinker::tools {

namespace fs = std::filesystem;

OutputFolder::OutputFolder(const std::string& path, bool force, bool resume)
    : path_(fs::path(path).lexically_normal()), keep_(resume) {
  if (path_.filename().empty()) path_ = path_.parent_path();
  if (fs::exists(path_) && !force)
    throw Error(ErrorCode::usage, path_.string() + " exists already; choose another --output, or replace it with --force");
  part_ = path_;
  part_ += ".part";
  if (!resume) fs::remove_all(part_);
  fs::create_directories(part_);
}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : path_(std::move(other.path_)), part_(std::move(other.part_)), keep_(std::exchange(other.keep_, true)) {}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!keep_) fs::remove_all(part_, ignored);
}

void OutputFolder::finish() {
  fs::remove_all(path_);
  fs::rename(part_, path_);
  keep_ = true;
}

}  // namespace klinker::tools
