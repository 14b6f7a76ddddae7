#pragma once

#include <string>

namespace klinker::nn {

/// What libtorch runs on here.
struct Runtime {
  std::string torch_version;
  std::string blas_library;  ///< the file that does matrix products
  std::string cuda;          ///< devices, or why there are none
  int threads = 0;
  double gigaflops = 0;  ///< measured, single precision
};

/// Multiplies two matrices for a fraction of a second.
Runtime inspect_runtime();

}  // namespace klinker::nn
