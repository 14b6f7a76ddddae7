#pragma once

#include <cstddef>
#include <string_view>

namespace klinker {

/// The end of the extended grapheme cluster that starts at `at`, inside `text`. Source: UAX #29, without GB9c, which only
/// makes clusters of more than five bytes.
std::size_t grapheme_end(std::string_view text, std::size_t at);

}  // namespace klinker
