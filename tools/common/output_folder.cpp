#include "output_folder.h"

#include "klinker/error.h"

namespace klinker::tools {

namespace fs = std::filesystem;

OutputFolder::OutputFolder(const std::string& path, bool force, bool resume) : path_(fs::path(path).lexically_normal()) {
  if (path_.filename().empty()) path_ = path_.parent_path();
  if (fs::exists(path_) && !force)
    throw Error(ErrorCode::usage, path_.string() + " exists already; choose another --output, or replace it with --force");
  part_ = path_;
  part_ += ".part";
  if (!resume) fs::remove_all(part_);
  fs::create_directories(part_);
}

void OutputFolder::finish() {
  fs::remove_all(path_);
  fs::rename(part_, path_);
}

}  // namespace klinker::tools
