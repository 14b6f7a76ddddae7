#pragma once

#include <memory>
#include <string>

#include "klinker/tokenize/subword_model.h"

namespace klinker {

/// Readers of the files in which Hugging Face publishes tokenizers. Settings, and names of special pieces, are taken from
/// `tokenizer_config.json` and `special_tokens_map.json` in the same folder. All throw Error(io), Error(invalid_model) and
/// Error(unsupported).
std::unique_ptr<SubwordModel> load_tokenizer_json(const std::string& path);

/// BERT's list of pieces, one a line.
std::unique_ptr<SubwordModel> load_vocab_txt(const std::string& path);

/// Byte-level BPE as GPT-2 and RoBERTa have it.
std::unique_ptr<SubwordModel> load_vocab_and_merges(const std::string& vocab, const std::string& merges);

}  // namespace klinker
