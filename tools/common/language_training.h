#pragma once

#include <fstream>
#include <string>

#include "command.h"
#include "klinker/nn/language_training.h"
#include "output_folder.h"

namespace klinker::tools {

/// A folder, or the shipped model of that name.
ModelFolder model_folder(const std::string& model);

/// The options that pretrain and distill share.
void add_language_options(po::options_description& options, double learning_rate);

LanguageTrainingOptions language_options(const po::variables_map& arguments);

/// The texts of the command line as pieces of `tokenizer`. `option` names another list of files, e.g. "held-out".
PieceCorpus language_corpus(const po::variables_map& arguments, const SubwordModel& tokenizer, const char* option = "input");

/// Writes a line of metrics.jsonl every 20 steps, and shows where the run is on a terminal. Steps that a broken run wrote and
/// that are taken again are written once.
class LanguageProgress {
 public:
  LanguageProgress(const std::string& folder, bool quiet);
  void operator()(const LanguageTrainingProgress& progress);

  /// An end for the line on the terminal.
  void finish();

 private:
  void open(std::size_t step);

  std::string path_;
  std::ofstream metrics_;
  bool terminal_;
};

/// What --type asks for. Throws Error(usage).
TensorType weight_type(const po::variables_map& arguments);

/// The state of a run in the folder that it makes.
inline constexpr const char* kStateFile = "training-state.safetensors";

/// From --card where given.
ModelInfo card_of(const po::variables_map& arguments, const OutputFolder& output);

/// Adds the tokenizer of `base`, klinker.json and card to a folder, and shows it under its name.
void finish_language_model(const ModelFolder& base, OutputFolder& output, const ModelInfo& info);

}  // namespace klinker::tools
