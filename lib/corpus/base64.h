#pragma once

#include <string>
#include <string_view>

namespace klinker {

/// RFC 4648, section 4, with padding; white space between the digits is passed over, as FHIR allows. Written here because
/// none of the libraries that Klinker links has it. Throws Error(wrong_value) for anything else.
std::string decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

}  // namespace klinker
