#pragma once

#include <string_view>

namespace klinker {

/// models/normalizer-nl/model.bin, which is compiled in; at a multiple of 16.
std::string_view builtin_normalizer_model();

}  // namespace klinker
