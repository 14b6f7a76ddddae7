#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/nn/model_info.h"

namespace klinker {

/// The answer for one text.
struct Prediction {
  std::string label;
  std::vector<double> scores;  ///< calibrated probabilities, in the order of the classifier's labels; their sum is 1

  friend bool operator==(const Prediction&, const Prediction&) = default;
};

struct ClassifierOptions {
  unsigned threads = 1;        ///< for the tensors of one call; batch commands run many calls instead
  std::string device = "cpu";  ///< see tensor_device
};

/// Gives texts one label each. Immutable: one classifier may serve any number of threads.
class TextClassifier {
 public:
  /// Opens a model folder. Throws Error(io), Error(invalid_model), and Error(unsupported) for a model of another task or
  /// with an encoder that this version does not know.
  static TextClassifier load(const std::string& folder, const ClassifierOptions& options = {});

  ~TextClassifier();
  TextClassifier(TextClassifier&&) noexcept;
  TextClassifier& operator=(TextClassifier&&) noexcept;

  const std::vector<std::string>& labels() const { return info().labels; }
  const ModelInfo& info() const;

  /// One prediction for each text (valid UTF-8), in their order; all texts go through the model together. What is read
  /// of one text is bounded: its first 32 KiB, and of those as many pieces as the encoder takes.
  ///
  ///     const auto classifier = klinker::TextClassifier::load("models/hate-speech-nl");
  ///     const std::string_view text = "goedemorgen allemaal";
  ///     use(classifier.predict({&text, 1}).front().label);
  std::vector<Prediction> predict(std::span<const std::string_view> texts) const;

  /// Writes the model as a folder, with weights in 16 bits where `half`; the folder must not exist. Throws Error(io).
  void save(const std::string& folder, bool half = true) const;

  struct Impl;
  explicit TextClassifier(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

/// The label that scores stand for: the positive one when it reaches the threshold, else the likeliest (of the others).
std::size_t answer(const ModelInfo& info, const std::vector<double>& scores);

}  // namespace klinker
