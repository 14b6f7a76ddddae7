#pragma once

#include "model.h"
#include "training_data.h"

namespace klinker {

/// Fits the temperature of a trained model on the development data, for multilabel that of each label too, then, where
/// `thresholds`, what depends on it: the threshold of the positive label (the one from 0.5 to 0.95 with the best macro-F1),
/// or for multilabel that of each label (with its best F1).
void calibrate(Model& model, const DevelopmentData& dev, bool thresholds);

}  // namespace klinker
