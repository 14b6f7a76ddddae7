#include <immintrin.h>

#include "kernels_body.h"

namespace klinker::kernels {
namespace {

// Rows are unsigned (128 stands for 0), weights signed; `column_offsets` takes back what the 128 adds to the sums.
struct ByteDot {
  static constexpr int width = 16;
  using Word = std::int32_t;
  using Words = Lanes<16>::Int;
  using Sum = Lanes<16>::Int;
  [[gnu::always_inline]] static Sum add(Sum sum, Word a, Words b) {
    return bits<Sum>(_mm512_dpbusd_epi32(bits<__m512i>(sum), _mm512_set1_epi32(a), bits<__m512i>(b)));
  }
  [[gnu::always_inline]] static Lanes<16>::Float result(const Product& p, Index row, Index column, Sum sum) {
    sum -= *reinterpret_cast<const Sum*>(p.column_offsets + column);
    return __builtin_convertvector(sum, Lanes<16>::Float) * p.row_scales[row] * load<16>(p.column_scales + column);
  }
};

void convert(const float* rows, Index stride, Index count, Index size, std::uint32_t* words, Index word_stride,
             float* scales) {
  using Float = Lanes<16>::Float;
  using Int = Lanes<16>::Int;
  using Bytes __attribute__((vector_size(16), aligned(4), may_alias)) = std::uint8_t;
  constexpr Int kPlaces = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const auto part = [&](Index i) { return kPlaces < static_cast<std::int32_t>(size - i) ? load<16>(rows + i) : Float{}; };
  for (Index row = 0; row < count; ++row, rows += stride, words += word_stride) {
    Float highest = {};
    for (Index i = 0; i < size; i += 16) {
      const Float x = part(i), positive = x < 0.0F ? -x : x;
      highest = positive > highest ? positive : highest;
    }
    float most = 0;
    for (int i = 0; i < 16; ++i) most = highest[i] > most ? highest[i] : most;
    scales[row] = most / 127.0F;
    const float factor = most > 0 ? 127.0F / most : 0.0F;
    for (Index i = 0; i < size; i += 16) {
      const Int whole = bits<Int>(part(i) * factor + kRound) - (bits<std::int32_t>(kRound) - 128);
      *reinterpret_cast<Bytes*>(words + i / 4) = __builtin_convertvector(whole, Bytes);
    }
  }
}

}  // namespace

const ShortKernels avx512_int8 = {32, product<ByteDot, 14>, convert};

}  // namespace klinker::kernels
