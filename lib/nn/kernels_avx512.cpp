#include "kernels_body.h"

namespace klinker::kernels {

const Kernels avx512 = kernels_of<16, 14>("avx512");

}  // namespace klinker::kernels
