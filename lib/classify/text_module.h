#pragma once

#include <torch/torch.h>

#include <memory>
#include <string_view>

#include "klinker/classify/text_classifier.h"
#include "klinker/nn/encoder.h"
#include "klinker/tokenize/subword_model.h"

namespace klinker {

/// An encoder with a linear layer that gives one logit for each label.
class TextModule final : public torch::nn::Module {
 public:
  TextModule(std::shared_ptr<Encoder> encoder, std::size_t labels);

  /// Logits: [batch, labels].
  torch::Tensor forward(const PieceBatch& batch);
  Encoder& encoder() { return *encoder_; }

 private:
  std::shared_ptr<Encoder> encoder_;
  torch::nn::Linear classifier_{nullptr};
};

/// What a classifier is made of; the trainer makes it as well.
struct TextClassifier::Impl {
  ModelInfo info;
  std::shared_ptr<const SubwordModel> tokenizer;
  std::vector<std::string> tokenizer_files;
  std::shared_ptr<TextModule> module;
  unsigned threads = 1;
};

/// The pieces of one text, cut to what the encoder takes.
std::vector<int> encode_text(const SubwordModel& tokenizer, std::string_view text, std::int64_t max_pieces);

/// An encoder's pieces and tokenizer must belong together. Throws Error(invalid_model).
void require_same_vocabulary(const Encoder& encoder, const SubwordModel& tokenizer, const std::string& where);

/// Rows of probabilities from logits [batch, labels].
std::vector<std::vector<double>> probabilities(const torch::Tensor& logits, double temperature);

}  // namespace klinker
