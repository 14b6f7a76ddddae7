#pragma once

#include <string>

namespace klinker {

/// How a trained model runs.
struct ClassifierOptions {
  unsigned threads = 1;        ///< for the tensors of one call; batch commands run many calls instead
  std::string device = "cpu";  ///< see tensor_device
  bool bf16 = false;           ///< matrix products in bf16, where the encoder has use for it
  bool fastest = false;        ///< see Encoder::use_fastest; on a CPU only
  /// Of a multilabel model only this label: a model of the task text that chooses between it and "not_" with its name.
  /// Nothing changes for a model of the task text that has it and one other.
  std::string label = {};
};

}  // namespace klinker
