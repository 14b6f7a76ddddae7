#pragma once

#include <string>
#include <vector>

#include "klinker/corpus/record.h"

namespace klinker::tools {

/// The names in a record's field "patient" (a string, or an object with given and family names), behind those that are
/// given.
std::vector<std::string> patient_names(const Record& record, const std::vector<std::string>& given = {});

}  // namespace klinker::tools
