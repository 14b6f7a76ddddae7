#pragma once

#include <memory>
#include <string>

#include "klinker/tokenize/subword_model.h"

namespace klinker {

/// Reads a SentencePiece `.model` file. Throws Error(io), Error(invalid_model), Error(unsupported).
std::unique_ptr<SubwordModel> load_sentencepiece_model(const std::string& path);

}  // namespace klinker
