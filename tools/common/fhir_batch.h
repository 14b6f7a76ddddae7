#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "command.h"
#include "klinker/clinical/summarizer.h"

namespace klinker::tools {

void add_fhir_option(po::options_description& options);

/// True with --fhir: `batch` then reads one resource from each file, with --jsonl from each line, as text.
bool fhir_input(const po::variables_map& arguments, BatchOptions& batch);

/// The summary of each document of a resource as a Composition; of several in a Bundle.
std::string summarize_fhir(std::string_view json, const std::function<std::vector<Statement>(std::string_view)>& summarize,
                           OffsetUnit unit);

}  // namespace klinker::tools
