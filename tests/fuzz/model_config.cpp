// The JSON beside weights: config.json of transformers, the index of shards, the settings of sentence-transformers.

#include "classify/embedding_settings.h"
#include "fuzz.h"
#include "klinker/error.h"
#include "klinker/nn/checkpoint.h"
#include "klinker/nn/transformer_config.h"
#include "text/json_reader.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

void read_config(const std::string& json) {
  const JsonDocument document(json, "config.json");
  const TransformerConfig config = TransformerConfig::from_json(document.root());
  require(config.max_pieces() >= 1 && config.parameters() > 0 && config.hidden % config.heads == 0, "sizes can be");
  const std::string written = "{" + config.to_json() + "}";
  const JsonDocument again(written, "again");
  require(TransformerConfig::from_json(again.root()) == config, "what is written says the same");
}

void read_index(const std::string& json) {
  for (const auto& [tensor, shard] : read_shard_index(json, "index"))
    require(shard.find('/') == std::string::npos && shard.ends_with(".safetensors"), "a shard lies beside its index");
}

void read_settings(const std::string& json, std::size_t which) {
  EmbeddingSettings settings;
  if (which == 0)
    require(settings.read_modules(json, "modules.json").find('/') == std::string::npos, "a folder lies in the model's");
  else if (which == 1) settings.read_pooling(json, "pooling");
  else if (which == 2) settings.read_length(json, "length");
  else if (which == 3) settings.read_tokenizer(json, "tokenizer");
  else settings.read_prompts(json, "prompts");
  require(settings.max_pieces >= 0, "a length can be");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input = bytes(data, size);
  const std::size_t which = take_choice(input, 7);
  const std::string json(input);
  try {
    if (which == 0) read_config(json);
    else if (which == 1) read_index(json);
    else read_settings(json, which - 2);
  } catch (const Error& error) {
    require_code(error, {ErrorCode::invalid_model, ErrorCode::unsupported});
  }
  return 0;
}
