#pragma once

#include <string>
#include <vector>

#include "klinker/classify/text_evaluation.h"
#include "klinker/classify/trainer.h"

namespace klinker {

/// What a report shows; what is empty is left out.
struct Report {
  std::string title;
  std::string data;     ///< what was measured on
  std::string command;  ///< what gave the figures
  ModelInfo info;
  std::vector<EpochMetrics> epochs;
  TextEvaluation evaluation;
};

/// One HTML page that needs nothing beside it: curves of the training, confusion matrix, reliability diagram (Guo et al.
/// 2017) and the surest wrong answers. It holds texts of the data: keep it where the data may be kept.
std::string html_report(const Report& report);

}  // namespace klinker
