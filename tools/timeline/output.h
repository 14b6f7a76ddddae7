#pragma once

#include <string>
#include <vector>

#include "klinker/clinical/timeline.h"

namespace klinker::tools {

/// The records of one patient, as output names them.
struct DossierNames {
  std::string patient;               ///< JSON; "null" where none is known
  std::vector<std::string> records;  ///< JSON, by number
};

/// One line of JSON, without the line end.
std::string to_json(const Timeline& timeline, const DossierNames& names);

/// Dutch, for paper: the timeline, the problems, the medication.
std::string to_text(const Timeline& timeline, const DossierNames& names);

}  // namespace klinker::tools
