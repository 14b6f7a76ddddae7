#pragma once

#include <memory>
#include <string>
#include <vector>

#include "klinker/nn/checkpoint.h"
#include "klinker/nn/model_info.h"
#include "klinker/tokenize/subword_model.h"

namespace klinker {

/// A folder in the Hugging Face layout: config.json, model.safetensors, the tokenizer as published, and klinker.json.
/// Only looks; nothing is loaded before it is asked for.
class ModelFolder {
 public:
  /// A folder, or a SentencePiece `.model` file, which counts as a folder with only a tokenizer. Throws Error(io) where
  /// there is neither.
  explicit ModelFolder(std::string path);

  const std::string& path() const { return path_; }

  /// Has config.json and weights; without them it can only be the base of a fresh model. Throws as Checkpoint::is_in.
  bool has_weights() const;

  /// The path of a file of the folder, whether or not it exists.
  std::string file(const std::string& name) const;

  /// The text of config.json. Throws Error(io).
  std::string config() const;

  /// From klinker.json; where there is none, the labels of config.json ("id2label"). Throws Error(invalid_model).
  ModelInfo info() const;

  /// The files that make up the tokenizer, for a copy. Throws Error(invalid_model) where there is none.
  std::vector<std::string> tokenizer_files() const;

  /// Throws Error(invalid_model), and Error(unsupported) for a kind of tokenizer that this version cannot read, which XLM-R's
  /// SentencePiece file without a tokenizer.json is.
  std::unique_ptr<SubwordModel> tokenizer() const;

  /// See Checkpoint.
  Checkpoint weights() const { return Checkpoint(path_); }

 private:
  bool numbers_pieces_anew(const SubwordModel& model) const;

  std::string path_;
  std::string tokenizer_;  // a single .model file
};

/// Writes klinker.json and the card (README.md) of a folder. Throws Error(io).
void write_model_info(const std::string& folder, const ModelInfo& info);

/// The name under which a SentencePiece model lies in a folder.
inline constexpr const char* kSentencePieceFile = "sentencepiece.bpe.model";

}  // namespace klinker
