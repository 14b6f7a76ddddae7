#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "klinker/classify/labelled_text.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/nn/bag_config.h"
#include "klinker/nn/model_folder.h"

namespace klinker {

struct TrainingOptions {
  std::uint64_t seed = 1;
  std::size_t epochs = 20;
  std::size_t batch_size = 32;
  double learning_rate = 5e-3;    ///< the highest; it rises and falls linearly
  double warm_up = 0.1;           ///< share of all steps in which it rises
  double weight_decay = 0.01;     ///< not for biases. Source: Loshchilov and Hutter 2019 (AdamW)
  double clip = 1.0;              ///< longest gradient; 0: any
  double label_smoothing = 0.0;
  bool balance_classes = false;   ///< weigh each label by the inverse of its frequency
  std::size_t patience = 5;       ///< epochs without a better macro-F1 on dev before it stops; 0: never
  bool fit_threshold = true;      ///< where there is a positive label: the threshold from 0.5 to 0.95 with the best macro-F1 on dev
  BagConfig fresh;                ///< the encoder, where the base has none; its vocabulary comes from the tokenizer
  unsigned threads = 1;
  std::string device = "cpu";
};

struct EpochMetrics {
  std::size_t epoch = 0;  ///< from 1
  double learning_rate = 0;
  double train_loss = 0;
  double dev_loss = 0;
  double dev_accuracy = 0;
  double dev_macro_f1 = 0;
  bool best = false;      ///< better than all before it: these weights are kept
  double seconds = 0;
};

/// Trains a classifier from `base` on `train` and keeps the weights that do best on `dev`, on which temperature and
/// threshold are fitted as well. `info` says the labels, and what shall stand in the card. The same data, options and seed
/// give the same weights on the same machine. Seeds libtorch's generator, which the whole process shares: train one model
/// at a time. Throws Error(wrong_value) for data or options that cannot be trained on, or when the loss is lost.
TextClassifier train_text_classifier(const ModelFolder& base, ModelInfo info, std::span<const LabelledText> train,
                                     std::span<const LabelledText> dev, const TrainingOptions& options,
                                     const std::function<void(const EpochMetrics&)>& on_epoch = {});

/// The temperature that makes scores of `logits` fit `gold` best (least negative log likelihood). Source: Guo et al. 2017.
double fit_temperature(const std::vector<std::vector<double>>& logits, std::span<const std::size_t> gold);

}  // namespace klinker
