#include "models.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "klinker/error.h"

namespace klinker::tools {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders;
  const char* variable = std::getenv("KLINKER_MODELS");
  for (std::string_view rest = variable ? variable : ""; !rest.empty();) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (end > 0) folders.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) folders.push_back((program.parent_path() / "../share/klinker/models").lexically_normal());
  folders.emplace_back(KLINKER_SOURCE_MODELS);
  return folders;
}

bool is_model(const fs::path& folder) { return fs::exists(folder / "config.json"); }

}  // namespace

std::string find_model(const std::string& model) {
  if (fs::is_directory(model)) return model;
  std::string known;
  for (const ShippedModel& shipped : shipped_models()) {
    if (shipped.name == model) return shipped.path;
    known += (known.empty() ? "" : ", ") + shipped.name;
  }
  throw Error(ErrorCode::usage, "there is no model \"" + model + "\": neither a folder nor one of the shipped models (" +
                                    (known.empty() ? "none found" : known) + "); KLINKER_MODELS names further folders");
}

std::vector<ShippedModel> shipped_models() {
  std::vector<ShippedModel> models;
  for (const fs::path& folder : model_folders()) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const std::string name = entry.path().filename().string();
      const bool known =
          std::any_of(models.begin(), models.end(), [&](const ShippedModel& model) { return model.name == name; });
      if (!known && is_model(entry.path())) models.push_back({name, entry.path().string()});
    }
  }
  std::sort(models.begin(), models.end(), [](const ShippedModel& a, const ShippedModel& b) { return a.name < b.name; });
  return models;
}

}  // namespace klinker::tools
