#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "klinker/nn/bag_config.h"

namespace klinker {

/// How a model is trained. Where 0 or an empty word stands for what suits, that depends on the base and the task.
struct TrainingOptions {
  std::uint64_t seed = 1;
  std::size_t epochs = 0;       ///< at most; 0: 20 for a bag of pieces, 4 for a transformer
  std::size_t batch_size = 32;  ///< records that go through the network together
  std::size_t accumulate = 1;   ///< batches whose gradients are added up for one step
  double learning_rate = 0;     ///< the highest; it rises and falls linearly. 0: 0.005 for a bag, 0.00005 for a transformer
  double warm_up = 0.1;         ///< share of all steps in which it rises
  double layer_decay = 1.0;     ///< factor from each layer's rate to that of the layer below. Source: Howard and Ruder 2018
  double weight_decay = 0.01;   ///< not for biases and norms. Source: Loshchilov and Hutter 2019 (AdamW)
  double clip = 1.0;            ///< longest gradient; 0: any
  double label_smoothing = 0.0;
  bool balance_classes = false;    ///< weigh each label by the inverse of its frequency
  bool freeze_embeddings = false;  ///< keep the base's
  std::size_t freeze_layers = 0;   ///< keep the base's lowest layers, and its embeddings
  std::string metric{};            ///< a figure on dev that decides which weights are kept: macro_f1, micro_f1, accuracy,
                                   ///< entity_f1 or loss. Empty: macro_f1, for tokens entity_f1
  std::size_t patience = 5;        ///< epochs without a better one before it stops; 0: never
  bool fit_threshold =
      true;           ///< where there is a positive label: the threshold from 0.5 to 0.95 with the best macro-F1 on dev
  BagConfig fresh{};  ///< the encoder, where the base has none; its vocabulary comes from the tokenizer
  std::size_t save_every = 500;  ///< steps from one checkpoint to the next; 0: at the ends of epochs only
  std::size_t log_every = 50;    ///< steps from one line of metrics.jsonl to the next; 0: epochs only
  bool keep_checkpoint = false;  ///< leave it in the folder when the training is done (see discard_checkpoint)
  bool half = true;              ///< write weights in 16 bits
  bool bf16 = false;             ///< matrix products in bf16, where the encoder has use for it
  unsigned threads = 1;
  std::string device = "cpu";
};

}  // namespace klinker
