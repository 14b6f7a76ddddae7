#include "training_data.h"

#include <utility>

namespace klinker {
TrainingData::TrainingData(const Model& model, const Judge& judge, std::span<const Example> examples) {
  SequenceMaker maker(model.tokenizer, model.limits);
  for (const Example& example : examples) {
    const std::vector<std::size_t> truth = judge.targets(example);
    for (Sequence& sequence : maker.read(model.task, input_of(example))) {
      const auto first = truth.begin() + static_cast<std::ptrdiff_t>(sequence.first_word);
      if (model.task == Task::token) targets.emplace_back(first, first + static_cast<std::ptrdiff_t>(sequence.words.size()));
      else targets.push_back(truth);
      lengths.push_back(sequence.pieces.size());
      sequences.push_back(std::move(sequence));
    }
  }
}

DevelopmentData::DevelopmentData(const Judge& judge, std::span<const Example> examples) {
  for (const Example& example : examples) {
    inputs.push_back(input_of(example));
    targets.push_back(judge.targets(example));
  }
}

}  // namespace klinker
