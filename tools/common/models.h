#pragma once

#include <string>
#include <vector>

namespace klinker::tools {

struct ShippedModel {
  std::string name;
  std::string path;
};

/// The folder of a model: `model` where that is a path, else the shipped model of that name, looked for in the folders of
/// KLINKER_MODELS, then relative to the program (../share/klinker/models), then in the source tree.
/// Throws Error(usage) that lists what there is.
std::string find_model(const std::string& model);

/// All models that `find_model` finds by name, each once.
std::vector<ShippedModel> shipped_models();

}  // namespace klinker::tools
