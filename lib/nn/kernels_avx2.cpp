#include "kernels_body.h"

namespace klinker::kernels {

const Kernels avx2 = kernels_of<8, 6>("avx2");

}  // namespace klinker::kernels
