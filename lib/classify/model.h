#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decision.h"
#include "klinker/classify/classifier_options.h"
#include "klinker/classify/task.h"
#include "klinker/nn/bag_config.h"
#include "klinker/nn/model_folder.h"
#include "sequence.h"

namespace klinker {

class Network;

/// What classifiers and taggers are made of, and what a trainer trains. Free of libtorch's headers.
struct Model {
  ModelInfo info;
  Task task = Task::text;
  std::shared_ptr<const SubwordModel> tokenizer;
  std::vector<std::string> tokenizer_files;
  ReadingLimits limits;
  std::shared_ptr<Network> network;
  unsigned threads = 1;
  std::optional<std::size_t> only{};  ///< the output that is looked at, where a label is asked for

  /// A trained model. Throws Error(io), Error(invalid_model), Error(unsupported).
  static Model load(const std::string& folder, const ClassifierOptions& options);

  /// A model to train: the base's encoder and, where it has one that fits, its head; a base that is only a tokenizer gets a
  /// fresh bag. Libtorch's generator gives the fresh weights.
  static Model start(const ModelFolder& base, ModelInfo info, const BagConfig& fresh, const std::string& device);

  /// Writes config, weights, tokenizer, klinker.json and card into a folder that exists. Throws Error(io).
  void save(const std::string& folder, bool half) const;

  /// Logits of each record. Sequences of like lengths go through the network together.
  std::vector<Rows> logits(std::span<const Input> inputs) const;
};

}  // namespace klinker
