#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "klinker/classify/explanation.h"

namespace klinker {

/// The class of lib/classify/pages/plot.css for a share from 0 to 1 of a colour ("cell", "off"); empty for next to nothing.
std::string shade(const std::string& colour, double share);

/// The text as HTML, with the words that speak for the answer and those against it, the more coloured the more they do.
std::string marked_text(std::string_view text, const std::vector<Explanation>& explanation);

}  // namespace klinker
