#pragma once

#include <string_view>

#include "klinker/tokenize/token.h"

namespace klinker {

/// The type of a token that begins with a letter or a digit, from its characters alone: number, ordinal, date, time, or
/// word. Linear in the token.
TokenType shape_of(std::string_view token);

}  // namespace klinker
