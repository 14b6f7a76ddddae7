#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "klinker/classify/example.h"
#include "klinker/classify/explanation.h"
#include "klinker/classify/metrics.h"
#include "klinker/classify/text_classifier.h"

namespace klinker {

/// A record with a wrong answer.
struct WrongAnswer {
  Example example;                         ///< with the truth
  std::vector<std::string> answer;         ///< labels, or tags
  std::size_t errors = 0;                  ///< labels or entities that were given wrongly or missed
  double score = 0;                        ///< how sure the answer was; of a sentence: that of its surest wrong entity
  std::vector<Explanation> explanation{};  ///< what each word of the text did to the answer; not for tokens
};

struct ModelEvaluation {
  Evaluation metrics;
  std::vector<Outcome> outcomes;   ///< of each record, for comparisons
  std::vector<WrongAnswer> worst;  ///< the surest first; of sentences those with the most errors first
};

struct EvaluationOptions {
  std::size_t worst = 30;     ///< wrong answers to keep
  std::size_t explained = 0;  ///< how many of them are explained
  std::uint64_t seed = 1;     ///< of the bootstrap
};

/// Runs the model of a folder, of any task, on `examples` and compares. Throws as TextClassifier::load does, and
/// Error(wrong_value) for a label that the model does not have.
ModelEvaluation evaluate(const std::string& folder, std::span<const Example> examples, const EvaluationOptions& options = {},
                         const ClassifierOptions& run = {});

/// The figures for the card of a model: those of headline_figures and the calibration error, or only the accuracy where all
/// records have one label. `data` and `command` say what was measured and how.
std::vector<Measurement> measurements(const Evaluation& evaluation, const std::string& data, const std::string& command);

}  // namespace klinker
