#pragma once

#include <filesystem>
#include <string>

namespace klinker::tools {

/// A folder that appears under its name when all of it is there; until then it is NAME.part.
class OutputFolder {
 public:
  /// What a run that was broken off left in the .part folder stays where `resume`. Throws Error(usage) where the folder
  /// exists and not `force`.
  OutputFolder(const std::string& path, bool force, bool resume = false);

  /// Without `finish` the .part folder goes, unless a later run is to resume it.
  ~OutputFolder();
  OutputFolder(OutputFolder&& other) noexcept;
  OutputFolder& operator=(OutputFolder&&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& part() const { return part_; }
  std::string file(const std::string& name) const { return (part_ / name).string(); }
  void finish();

 private:
  std::filesystem::path path_, part_;
  bool keep_;
};

}  // namespace klinker::tools
