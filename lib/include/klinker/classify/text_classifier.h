#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/classify/classifier_options.h"
#include "klinker/classify/task.h"
#include "klinker/nn/model_info.h"

namespace klinker {

struct Model;

/// The answer for one text or pair.
struct Prediction {
  std::string label;                ///< the likeliest, or the one that reaches its threshold
  std::vector<std::string> labels;  ///< multilabel: all that reach their thresholds
  std::vector<double> scores;       ///< calibrated probabilities, in the order of the classifier's labels; their sum is 1
                                    ///< except for multilabel

  friend bool operator==(const Prediction&, const Prediction&) = default;
};

/// Two texts that are read together.
struct TextPair {
  std::string_view text;
  std::string_view second;
};

/// Gives texts, or pairs of texts, their labels. Immutable: one classifier may serve any number of threads.
class TextClassifier {
 public:
  /// Opens a model folder, of Klinker or from elsewhere in the Hugging Face layout. Throws Error(io), Error(invalid_model),
  /// and Error(unsupported) for a tagger or an encoder that this version does not know.
  static TextClassifier load(const std::string& folder, const ClassifierOptions& options = {});

  ~TextClassifier();
  TextClassifier(TextClassifier&&) noexcept;
  TextClassifier& operator=(TextClassifier&&) noexcept;

  const std::vector<std::string>& labels() const { return info().labels; }
  const ModelInfo& info() const;
  Task task() const;  ///< text, multilabel or pair

  /// One prediction for each text (valid UTF-8), in their order; texts of like lengths go through the model together. What
  /// is read of one text is bounded: its first 32 KiB, and of those as many pieces as the encoder takes. Throws
  /// Error(wrong_value) where the model reads pairs.
  ///
  ///     const auto classifier = klinker::TextClassifier::load("models/hate-speech-nl");
  ///     const std::string_view text = "goedemorgen allemaal";
  ///     use(classifier.predict({&text, 1}).front().label);
  std::vector<Prediction> predict(std::span<const std::string_view> texts) const;

  /// The same for pairs; a model that reads single texts leaves the second out of account.
  std::vector<Prediction> predict(std::span<const TextPair> pairs) const;

  explicit TextClassifier(Model model);

 private:
  std::unique_ptr<const Model> model_;
};

/// The label that scores stand for: the positive one when it reaches the threshold, else the likeliest (of the others).
std::size_t answer(const ModelInfo& info, const std::vector<double>& scores);

}  // namespace klinker
