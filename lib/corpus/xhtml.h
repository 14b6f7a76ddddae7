#pragma once

#include <string>
#include <string_view>

namespace klinker {

/// The text of XHTML or HTML as lines: a paragraph, heading, item or table row is one, items begin with "- ", the cells of a
/// row have " | " between them, an empty line stands before a heading. White space counts as in a browser; named (HTML 4) and numbered characters are read;
/// scripts, styles, comments and the head are left out. What it does not know is text, so nothing is lost. `markup` must be
/// valid UTF-8. Linear. Throws Error(wrong_value) for a tag, comment or script without an end.
std::string xhtml_text(std::string_view markup);

/// Appends `text` (valid UTF-8) with the signs of XML escaped, also for attributes; control characters become spaces.
void append_xhtml(std::string& out, std::string_view text);

/// `<div xmlns="http://www.w3.org/1999/xhtml">` with a paragraph for each line of `text`.
std::string xhtml_div(std::string_view text);

}  // namespace klinker
