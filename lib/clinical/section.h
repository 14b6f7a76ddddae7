#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "klinker/clinical/summarizer.h"

namespace klinker {

constexpr std::size_t kSections = 12;

/// The section of that name, or nothing for another word.
std::optional<Section> find_section(std::string_view name);

}  // namespace klinker
