#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "command.h"
#include "klinker/classify/example.h"
#include "klinker/classify/metrics.h"

namespace klinker::tools {

/// The options of a training.
void add_training_options(po::options_description& options);

/// Records that are trained on beside those of --train, and in place of those with the same text.
struct AddedRecords {
  std::string name{};  ///< what the card calls them
  std::vector<Example> examples{};
  std::vector<std::string> labels{};  ///< that there may be; empty: any
};

struct TrainedModel {
  Evaluation evaluation;  ///< on the development data
  std::size_t train_records = 0;
};

/// Trains as the options say, writes the model folder with card and report, and prints the figures. `command` names the
/// program in messages.
TrainedModel train_model(const po::variables_map& arguments, const std::string& command, const AddedRecords& added = {});

}  // namespace klinker::tools
