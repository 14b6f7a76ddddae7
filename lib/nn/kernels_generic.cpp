#include "kernels_body.h"

namespace klinker::kernels {

const Kernels generic = kernels_of<4, 6>("generic");

}  // namespace klinker::kernels
