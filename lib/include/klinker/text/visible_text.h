#pragma once

#include <string>
#include <string_view>

namespace klinker {

/// `text` (valid UTF-8) as it may be shown to somebody who has to judge it: nothing in it drives a terminal, hides, or turns
/// the direction of reading. Control characters other than line ends and tabs, formatting characters, bidirectional ones
/// among them, and line separators become their numbers ("[U+202E]"); what joins emoji stays.
std::string visible_text(std::string_view text);

}  // namespace klinker
