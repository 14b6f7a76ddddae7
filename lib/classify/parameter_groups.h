#pragma once

#include <vector>

#include "klinker/classify/training_options.h"
#include "klinker/nn/network.h"
#include "nn/adamw.h"

namespace klinker {

/// The parameters of a network that are trained, each with its weight decay and its factor of the learning rate; the frozen
/// ones get no gradients. Throws Error(wrong_value) where more layers shall be frozen than there are.
std::vector<TrainedTensor> trained_tensors(Network& network, const TrainingOptions& options);

}  // namespace klinker
