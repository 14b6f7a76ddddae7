#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "klinker/classify/labelled_text.h"
#include "klinker/classify/metrics.h"
#include "klinker/classify/text_classifier.h"

namespace klinker {

/// A text with a wrong answer.
struct WrongAnswer {
  std::string text;
  std::string gold;
  std::string answer;
  double score = 0;  ///< of the answer
};

struct TextEvaluation {
  Evaluation metrics;
  std::vector<WrongAnswer> worst;  ///< the surest first
};

/// Runs `classifier` on `texts` and compares; keeps at most `worst` wrong answers. Throws Error(wrong_value) for a label that
/// the classifier does not have.
TextEvaluation evaluate(const TextClassifier& classifier, std::span<const LabelledText> texts, std::size_t worst = 30,
                        std::uint64_t seed = 1);

/// The figures for the card of a model: accuracy, macro-F1 and calibration error, or only the accuracy where `texts` all
/// have one label. `data` and `command` say what was measured and how.
std::vector<Measurement> measurements(const Evaluation& evaluation, const std::string& data, const std::string& command);

}  // namespace klinker
