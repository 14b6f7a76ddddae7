#pragma once

#include <optional>
#include <string>

#include "klinker/corpus/record.h"

namespace klinker::tools {

/// Whose record it is: the bytes of the JSON field "dossier", or else of "patient_id"; nothing where neither is there.
std::optional<std::string> dossier_key(const Record& record);

}  // namespace klinker::tools
