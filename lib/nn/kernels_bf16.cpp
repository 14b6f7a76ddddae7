#include <immintrin.h>

#include "kernels_body.h"

namespace klinker::kernels {
namespace {

struct BrainDot {
  static constexpr int width = 16;
  using Word = std::int32_t;
  using Words = Lanes<16>::Int;
  using Sum = Lanes<16>::Float;
  [[gnu::always_inline]] static Sum add(Sum sum, Word a, Words b) {
    return bits<Sum>(_mm512_dpbf16_ps(bits<__m512>(sum), bits<__m512bh>(_mm512_set1_epi32(a)), bits<__m512bh>(b)));
  }
  [[gnu::always_inline]] static Sum result(const Product&, Index, Index, Sum sum) { return sum; }
};

void convert(const float* rows, Index stride, Index count, Index size, std::uint32_t* words, Index word_stride, float*) {
  for (Index row = 0; row < count; ++row, rows += stride, words += word_stride)
    for (Index i = 0; i < size; i += 16) {
      const auto lanes = static_cast<__mmask16>(size - i < 16 ? (1 << (size - i)) - 1 : 0xFFFF);
      const __m256bh packed = _mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(lanes, rows + i));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(words + i / 2), bits<__m256i>(packed));
    }
}

}  // namespace

const ShortKernels avx512_bf16 = {32, product<BrainDot, 14>, convert};

}  // namespace klinker::kernels
