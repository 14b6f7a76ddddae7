#pragma once

#include <string>
#include <vector>

#include "klinker/classify/model_evaluation.h"
#include "klinker/classify/training_log.h"

namespace klinker {

/// What a report shows; what is empty is left out.
struct Report {
  std::string title;
  std::string data;     ///< what was measured on
  std::string command;  ///< what gave the figures
  ModelInfo info;
  TrainingLog log{};
  ModelEvaluation evaluation{};
  std::string compared_with{};            ///< the other model
  std::vector<Difference> differences{};  ///< from it
};

/// One HTML page that needs nothing beside it: figures with intervals, curves of the training, scores of each label or type
/// of entity, confusion matrix, reliability diagrams before and after temperature scaling (Guo et al. 2017) and the worst
/// answers. It holds texts of the data: keep it where the data may be kept.
std::string html_report(const Report& report);

}  // namespace klinker
