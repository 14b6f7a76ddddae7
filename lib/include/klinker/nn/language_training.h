#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "klinker/nn/encoder_transformer.h"
#include "klinker/nn/network.h"
#include "klinker/nn/piece_corpus.h"

namespace klinker {

struct LanguageTrainingOptions {
  std::size_t steps = 1000;
  std::size_t batch_pieces = 4096;
  double learning_rate = 3e-4;  ///< the highest; it rises and falls linearly
  double warm_up = 0.05;        ///< share of the steps in which it rises
  double weight_decay = 0.01;
  double clip = 1.0;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  std::string device = "cpu";
  bool bf16 = false;
  std::string state;             ///< a file that holds the state of a run, to go on from; empty: none is kept
  std::size_t save_every = 200;  ///< steps
};

struct LanguageTrainingProgress {
  std::size_t step = 0, steps = 0;
  double loss = 0;  ///< of this step
  double learning_rate = 0;
  double pieces_per_second = 0;
  double seconds_left = 0;
};

using OnLanguageStep = std::function<void(const LanguageTrainingProgress&)>;

/// Goes on with the training of a masked language model: 15 % of the pieces of whole words are hidden, replaced or left, and
/// must be guessed. Every random choice follows from the seed and the number of the step, so a run that goes on from its
/// state ends with the weights of an unbroken one. Sources: Devlin et al. 2019; whole-word masking: Cui et al. 2021.
/// Throws Error(wrong_value) where the loss is lost, Error(unsupported) where the tokenizer has no mask.
void pretrain(Network& model, const PieceCorpus& corpus, const SubwordModel& tokenizer,
              const LanguageTrainingOptions& options, const OnLanguageStep& on_step = {});

/// The mean loss over `corpus` with one fixed masking, by which language models of one vocabulary can be compared.
double masked_loss(Network& model, const PieceCorpus& corpus, const SubwordModel& tokenizer,
                   const LanguageTrainingOptions& options);

/// A student with the embeddings and the layers of `teacher` whose numbers are given (from 0).
std::shared_ptr<EncoderTransformer> student_of_layers(const EncoderTransformer& teacher,
                                                      const std::vector<std::size_t>& layers);

/// A smaller student of its own sizes, whose embeddings are the principal components of the teacher's.
std::shared_ptr<EncoderTransformer> student_of_size(const EncoderTransformer& teacher, std::int64_t layers,
                                                    std::int64_t hidden, std::int64_t heads, std::int64_t intermediate);

/// Teaches `student` to give the states of `teacher` for the same pieces: after each of its layers those of the teacher's
/// layer in `layers` (as many as the student has), through a learned projection where their sizes differ; and, where it
/// has a pooler, the mean of the teacher's last states from it. Sources: Jiao et al. 2020 (TinyBERT); Reimers and Gurevych
/// 2019 for the mean. Throws as pretrain does.
void distill(EncoderTransformer& student, EncoderTransformer& teacher, const std::vector<std::size_t>& layers,
             const PieceCorpus& corpus, const LanguageTrainingOptions& options, const OnLanguageStep& on_step = {});

/// The loss of `distill` over `corpus`, without learning: 0 where the student's states are the teacher's, about 1 a layer
/// where they have nothing of them. For students of the teacher's size.
double distillation_loss(EncoderTransformer& student, EncoderTransformer& teacher, const std::vector<std::size_t>& layers,
                         const PieceCorpus& corpus, const LanguageTrainingOptions& options);

/// Writes config.json and model.safetensors of an encoder alone, without prefix, as `transformers` publishes base models.
/// Throws Error(io).
void save_encoder(const EncoderTransformer& encoder, const std::string& folder, TensorType type);

}  // namespace klinker
