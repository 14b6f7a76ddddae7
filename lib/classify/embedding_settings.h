#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "klinker/classify/embedder.h"

namespace klinker {

/// What the files of sentence-transformers say about a model. `where` names a file in messages; all throw
/// Error(invalid_model), and Error(unsupported) that names what this version cannot do.
struct EmbeddingSettings {
  std::optional<Pooling> pooling;
  bool normalize = false;
  std::int64_t max_pieces = 0;  ///< 0: as many as the encoder takes
  std::string prefix;

  /// From those files that a folder has.
  static EmbeddingSettings read(const std::string& folder);

  /// modules.json. Returns the subfolder that describes the pooling; empty: none does.
  std::string read_modules(const std::string& json, const std::string& where);
  /// config.json of the pooling.
  void read_pooling(const std::string& json, const std::string& where);
  /// sentence_bert_config.json.
  void read_length(const std::string& json, const std::string& where);
  /// tokenizer_config.json, where the length stands in newer folders.
  void read_tokenizer(const std::string& json, const std::string& where);
  /// config_sentence_transformers.json.
  void read_prompts(const std::string& json, const std::string& where);
};

/// From "mean", "cls" or "max". Throws Error(unsupported).
Pooling pooling_of(std::string_view name, const std::string& where);

}  // namespace klinker
