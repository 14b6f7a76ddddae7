#include "kernels.h"

namespace klinker::kernels {

#ifdef __x86_64__

const Kernels& best() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq"))
    return avx512;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2 : generic;
}

const ShortKernels* best_short(Precision precision) {
  if (&best() != &avx512) return nullptr;
  if (precision == Precision::bf16 && __builtin_cpu_supports("avx512bf16")) return &avx512_bf16;
  return precision == Precision::int8 && __builtin_cpu_supports("avx512vnni") ? &avx512_int8 : nullptr;
}

#else

const Kernels& best() { return generic; }
const ShortKernels* best_short(Precision) { return nullptr; }

#endif

}  // namespace klinker::kernels
