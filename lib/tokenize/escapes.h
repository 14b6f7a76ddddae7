#pragma once

#include <string>
#include <string_view>

namespace klinker {

/// White space as UDPipe writes it in CoNLL-U: \s \t \r \n for the common ones, \p for `|`, \\ for `\`. To this is added
/// \uXXXX and \UXXXXXXXX for all other white space and control characters and, with `ascii`, for all above ASCII.
void append_escaped(std::string& out, std::string_view text, bool ascii = false);

/// The way back. What is no escape stays as it is.
void append_unescaped(std::string& out, std::string_view text);

}  // namespace klinker
