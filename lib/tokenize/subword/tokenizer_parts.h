#pragma once

#include <memory>
#include <vector>

#include "hub_tokenizer.h"
#include "text/json_reader.h"

namespace klinker {

// The parts of a tokenizer.json. All throw Error(invalid_model) for what is damaged, and Error(unsupported) with the name of
// what this version cannot do. A part that is null is null.

std::unique_ptr<TextNormalizer> read_normalizer(const JsonObject& object, const std::string& where);

/// `map_bytes` false: a byte-level step at the end leaves the bytes to the model.
std::vector<std::unique_ptr<PreTokenizer>> read_pre_tokenizers(const JsonObject& object, bool map_bytes,
                                                               const std::string& where);

/// Whether the last step is byte-level.
bool ends_byte_level(const JsonObject& pre_tokenizer);

void read_post_processor(const JsonObject& object, HubTokenizer& tokenizer, const std::string& where);
std::unique_ptr<PieceDecoder> read_decoder(const JsonObject& object, const std::string& where);

[[noreturn]] void fail_unsupported(const std::string& where, const std::string& what);

}  // namespace klinker
