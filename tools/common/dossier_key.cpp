#include "dossier_key.h"

namespace klinker::tools {

std::optional<std::string> dossier_key(const Record& record) {
  if (!record.is_json()) return std::nullopt;
  for (const char* name : {"dossier", "patient_id"})
    if (const auto value = record.field(name); value && *value != "null") return std::string(*value);
  return std::nullopt;
}

}  // namespace klinker::tools
