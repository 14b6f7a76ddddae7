#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "aligned_text.h"

namespace klinker {

enum class UnicodeForm : std::uint8_t { nfd, nfkd, nfc, nfkc };

/// Whether no character of the text can change in this form, nor move.
bool is_settled(std::string_view text, UnicodeForm form);

/// The text in a normalisation form of Unicode 9 (UAX #15), as changes to its characters. A character of later versions
/// stays what it is, as it does in the tokenizers of Hugging Face.
void normal_form(std::string_view text, UnicodeForm form, std::vector<AlignedText::Change>& changes);

}  // namespace klinker
