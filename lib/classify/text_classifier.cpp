#include "klinker/classify/text_classifier.h"

#include <utility>

#include "klinker/error.h"
#include "model.h"

namespace klinker {

TextClassifier::TextClassifier(Model model) : model_(std::make_unique<const Model>(std::move(model))) {}
TextClassifier::~TextClassifier() = default;
TextClassifier::TextClassifier(TextClassifier&&) noexcept = default;
TextClassifier& TextClassifier::operator=(TextClassifier&&) noexcept = default;

const ModelInfo& TextClassifier::info() const { return model_->info; }
Task TextClassifier::task() const { return model_->task; }

TextClassifier TextClassifier::load(const std::string& folder, const ClassifierOptions& options) {
  if (ModelFolder(folder).info().task == name(Task::token))
    throw Error(ErrorCode::unsupported,
                folder + ": is a model for the task token, not for classifying texts; use klinker tag");
  return TextClassifier(Model::load(folder, options));
}

std::vector<Prediction> TextClassifier::predict(std::span<const std::string_view> texts) const {
  if (task() == Task::pair)
    throw Error(ErrorCode::wrong_value, "this model reads pairs of texts; give it \"text_pair\" too");
  std::vector<TextPair> pairs;
  for (const std::string_view text : texts) pairs.push_back({text, {}});
  return predict(pairs);
}

std::vector<Prediction> TextClassifier::predict(std::span<const TextPair> pairs) const {
  std::vector<Input> inputs;
  for (const TextPair& pair : pairs) inputs.push_back({.text = pair.text, .second = pair.second});
  std::vector<Prediction> out;
  for (const Rows& rows : model_->logits(inputs)) {
    Prediction prediction;
    prediction.scores = scores(info(), task(), rows.front());
    prediction.label = labels()[answer(info(), prediction.scores)];
    if (task() == Task::multilabel)
      for (const std::size_t label : labels_over_threshold(info(), prediction.scores))
        prediction.labels.push_back(labels()[label]);
    out.push_back(std::move(prediction));
  }
  return out;
}

}  // namespace klinker
