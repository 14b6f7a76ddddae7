#include "klinker/nn/threads.h"

#include <ATen/Parallel.h>
#include <omp.h>

namespace klinker {

// libtorch and OpenBLAS of the distribution run on OpenMP, whose thread count belongs to the calling thread.
// at::set_num_threads would change what threads that start later get; at::get_num_threads makes libtorch initialise this
// thread now, so that it does not overwrite the count later.
TensorThreads::TensorThreads(unsigned count) : before_(at::get_num_threads()) {
  if (count > 0) omp_set_num_threads(static_cast<int>(count));
}

TensorThreads::~TensorThreads() { omp_set_num_threads(before_); }

}  // namespace klinker
