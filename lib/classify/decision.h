#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "klinker/classify/bio.h"
#include "klinker/classify/task.h"
#include "klinker/nn/model_info.h"

namespace klinker {

/// Logits of one record: a row for a text or a pair, a row for each word of a sentence. A row has as many as there are
/// labels.
using Rows = std::vector<std::vector<double>>;

/// Probabilities of labels of which one is right.
std::vector<double> softmax(const std::vector<double>& logits, double temperature);

/// Probabilities of labels each of which may be right.
std::vector<double> sigmoid(const std::vector<double>& logits, double temperature);

/// The scores of a text or a pair by the model's task, with its temperatures or, where not `calibrated`, without.
std::vector<double> scores(const ModelInfo& info, Task task, std::vector<double> logits, bool calibrated = true);

/// The labels over their thresholds, in ascending order.
std::vector<std::size_t> labels_over_threshold(const ModelInfo& info, const std::vector<double>& scores);

/// Tags and entities of a sentence.
Tagging decode(const BioScheme& scheme, const Rows& logits, double temperature);

/// The temperature that makes probabilities of `records` fit `gold` best (least negative log likelihood): `gold` holds a
/// label for each row, or for multilabel 0 and 1 for each label. Source: Guo et al. 2017.
double fit_temperature(Task task, const std::vector<Rows>& records, const std::vector<std::vector<std::size_t>>& gold);

/// Mean negative log likelihood of one row's truth.
double negative_log_likelihood(Task task, const Rows& logits, const std::vector<std::size_t>& gold, double temperature);

}  // namespace klinker
