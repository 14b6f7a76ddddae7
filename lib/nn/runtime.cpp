#include "klinker/nn/runtime.h"

#include <dlfcn.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace klinker::nn {
namespace {

// libtorch is linked to whatever stands behind libblas.so, so only the loaded symbol tells which library that is.
std::string blas_library() {
  void* const symbol = dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info info;
  if (symbol == nullptr || dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return "built into libtorch";
  std::error_code error;
  const auto file = std::filesystem::canonical(info.dli_fname, error);
  return error ? info.dli_fname : file.string();
}

double measure_gigaflops() {
  const torch::NoGradGuard no_grad;
  constexpr long kSize = 512;
  const auto a = torch::rand({kSize, kSize}), b = torch::rand({kSize, kSize});
  double best = 0;
  for (int i = 0; i < 4; ++i) {
    const auto start = std::chrono::steady_clock::now();
    torch::mm(a, b);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    best = std::max(best, 2.0 * kSize * kSize * kSize / seconds / 1e9);
  }
  return best;
}

}  // namespace

Runtime inspect_runtime() {
  Runtime runtime;
  runtime.torch_version = TORCH_VERSION;
  runtime.blas_library = blas_library();
  runtime.cuda = torch::cuda::is_available() ? std::to_string(torch::cuda::device_count()) + " devices"
                                             : "none (this libtorch has no CUDA, or no device is there)";
  runtime.threads = torch::get_num_threads();
  runtime.gigaflops = measure_gigaflops();
  return runtime;
}

}  // namespace klinker::nn
