// Included once by each file that compiles the kernels for a set of instructions. Everything is local to that file, and it
// calls no inline function of the standard library: the linker would keep one copy for all, perhaps one with instructions
// that the processor lacks.

#include "kernels.h"

namespace klinker::kernels {
namespace {

using Index = std::ptrdiff_t;
using Activation = TransformerConfig::Activation;

constexpr Index least(Index a, Index b) { return a < b ? a : b; }

// Vectors of `width` lanes; loads and stores need not be aligned.
template <int width>
struct Lanes {
  using Float __attribute__((vector_size(width * 4), aligned(4), may_alias)) = float;
  using Int __attribute__((vector_size(width * 4), aligned(4), may_alias)) = std::int32_t;
};

template <typename To, typename From>
[[gnu::always_inline]] inline To bits(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  __builtin_memcpy(&to, &from, sizeof to);
  return to;
}

// By width, for a type that is an argument of a template loses its alignment.
template <int width>
[[gnu::always_inline]] inline typename Lanes<width>::Float load(const float* from) {
  return *reinterpret_cast<const typename Lanes<width>::Float*>(from);
}

template <int width>
[[gnu::always_inline]] inline void store(float* to, typename Lanes<width>::Float x) {
  *reinterpret_cast<typename Lanes<width>::Float*>(to) = x;
}

constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: a number that it is added to is rounded, and stands in its last bits

// e^x to about 1e-7 of its value: e^x = 2^n e^r with |r| <= ln(2) / 2, and the series of e^r to its 7th power.
template <int width>
[[gnu::always_inline]] inline typename Lanes<width>::Float exponential(typename Lanes<width>::Float x) {
  using Float = typename Lanes<width>::Float;
  using Int = typename Lanes<width>::Int;
  const Float lowest = Float{} - 87.0F, highest = Float{} + 88.0F;
  x = x < lowest ? lowest : x;
  x = x > highest ? highest : x;
  const Float shifted = x * 1.44269504F + kRound;
  const Float n = shifted - kRound;
  const Float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;  // ln(2) in two parts
  Float sum = r * (1.0F / 5040) + 1.0F / 720;
  sum = sum * r + 1.0F / 120;
  sum = sum * r + 1.0F / 24;
  sum = sum * r + 1.0F / 6;
  sum = sum * r + 0.5F;
  sum = sum * r + 1.0F;
  sum = sum * r + 1.0F;
  const Int power = (bits<Int>(shifted) - (bits<std::int32_t>(kRound) - 127)) << 23;
  return sum * bits<Float>(power);
}

template <int width>
[[gnu::always_inline]] inline typename Lanes<width>::Float gelu(typename Lanes<width>::Float x) {
  using Float = typename Lanes<width>::Float;
  const Float size = x < 0.0F ? -x : x;
  const Float z = size * 0.707106781F;
  // erfc(z) to 1.5e-7. Source: Abramowitz and Stegun 1964, 7.1.26.
  const Float t = 1.0F / (1.0F + 0.3275911F * z);
  Float sum = t * 1.061405429F - 1.453152027F;
  sum = sum * t + 1.421413741F;
  sum = sum * t - 0.284496736F;
  sum = sum * t + 0.254829592F;
  const Float rest = 0.5F * size * (sum * t) * exponential<width>(-z * z);
  return x > 0.0F ? x - rest : -rest;
}

template <int width>
[[gnu::always_inline]] inline typename Lanes<width>::Float activate(typename Lanes<width>::Float x, Activation activation) {
  using Float = typename Lanes<width>::Float;
  switch (activation) {
    case Activation::gelu: return gelu<width>(x);
    // x (1 + tanh(u)) / 2 = x / (1 + e^-2u)
    case Activation::gelu_tanh: return x / (1.0F + exponential<width>(x * (-1.59576912F - 0.0713548163F * x * x)));
    case Activation::relu: return x > 0.0F ? x : Float{};
    case Activation::silu: return x / (1.0F + exponential<width>(-x));
  }
  return x;
}

// Products of f32; those of bf16 and int8 are in the files of processors that have such instructions.
template <int lanes>
struct FloatDot {
  static constexpr int width = lanes;
  using Word = float;
  using Words = typename Lanes<lanes>::Float;
  using Sum = Words;
  [[gnu::always_inline]] static Sum add(Sum sum, Word a, Words b) { return sum + a * b; }
  [[gnu::always_inline]] static Sum result(const Product&, Index, Index, Sum sum) { return sum; }
};

// Sums of a tile as large as there are registers: some rows, and two vectors of columns.
template <typename Dot, int rows>
[[gnu::always_inline]] inline void sum_tile(const Product& p, Index row, Index panel, typename Dot::Sum (&sums)[rows][2]) {
  using Word = typename Dot::Word;
  using Words = typename Dot::Words;
  constexpr int kGroups = (rows + 2) / 3;  // a pointer for three rows each: one for each row would not fit in registers
  const Index stride = p.in_stride;
  const Word* in[kGroups];
#pragma GCC unroll 16
  for (int i = 0; i < kGroups; ++i) in[i] = static_cast<const Word*>(p.in) + (row + 3 * i) * stride;
  const Word* column = static_cast<const Word*>(p.panels) + panel * p.panel_stride;
#pragma GCC unroll 16
  for (int i = 0; i < rows; ++i) sums[i][0] = sums[i][1] = typename Dot::Sum{};
  for (Index k = 0; k < p.depth; ++k) {
    const Words first = *reinterpret_cast<const Words*>(column);
    const Words second = *reinterpret_cast<const Words*>(column + Dot::width);
#pragma GCC unroll 16
    for (int i = 0; i < rows; ++i) {
      const Word word = in[i / 3][(i % 3) * stride];
      sums[i][0] = Dot::add(sums[i][0], word, first);
      sums[i][1] = Dot::add(sums[i][1], word, second);
    }
#pragma GCC unroll 16
    for (int i = 0; i < kGroups; ++i) ++in[i];
    column += p.step;
  }
}

// Bias, residual and activation while the tile is in the cache.
template <int width>
void finish_tile(const Product& p, Index rows, Index row, Index column) {
  using Float = typename Lanes<width>::Float;
  for (Index i = 0; i < rows; ++i)
    for (Index j = column; j < column + 2 * width; j += width) {
      const Index place = (row + i) * p.out_stride + j;
      Float x = load<width>(p.out + place);
      if (p.bias != nullptr) x += load<width>(p.bias + j);
      if (p.residual != nullptr) x += load<width>(p.residual + place);
      if (p.activation != nullptr) x = activate<width>(x, *p.activation);
      store<width>(p.out + place, x);
    }
}

template <typename Dot, int rows>
void tile(const Product& p, Index row, Index panel) {
  typename Dot::Sum sums[rows][2];
  sum_tile<Dot, rows>(p, row, panel, sums);
  const Index column = panel * 2 * Dot::width;
  float* const out = p.out + row * p.out_stride + column;
#pragma GCC unroll 16
  for (int i = 0; i < rows; ++i) {
    store<Dot::width>(out + i * p.out_stride, Dot::result(p, row + i, column, sums[i][0]));
    store<Dot::width>(out + i * p.out_stride + Dot::width, Dot::result(p, row + i, column + Dot::width, sums[i][1]));
  }
  if (p.bias != nullptr || p.residual != nullptr || p.activation != nullptr) finish_tile<Dot::width>(p, rows, row, column);
}

// Tiles of 1 to `most` rows.
template <typename Dot, int most>
struct Tiles {
  using Function = void (*)(const Product&, Index, Index);
  Function of[most + 1] = {};
  constexpr Tiles() { fill<most>(); }
  template <int rows>
  constexpr void fill() {
    of[rows] = tile<Dot, rows>;
    if constexpr (rows > 1) fill<rows - 1>();
  }
};

template <typename Dot, int most>
void product(const Product& p) {
  static constexpr Tiles<Dot, most> tiles;
  const Index count = (p.rows + most - 1) / most;
  for (Index panel = p.first_panel; panel < p.last_panel; ++panel)
    for (Index i = 0; i < count; ++i) {
      const Index row = i * p.rows / count;
      tiles.of[(i + 1) * p.rows / count - row](p, row, panel);
    }
}

template <int width>
[[gnu::always_inline]] inline float total(typename Lanes<width>::Float x) {
  float sum = 0;
  for (int i = 0; i < width; ++i) sum += x[i];
  return sum;
}

// The first `length` of `scores` become shares; what stands after them, up to whole panels, is overwritten.
template <int width>
void softmax(float* scores, Index length, float scale) {
  using Float = typename Lanes<width>::Float;
  const Index end = (length + width - 1) / width * width;
  for (Index i = length; i < end; ++i) scores[i] = -1e30F;
  Float highest = load<width>(scores);
  for (Index i = width; i < end; i += width) {
    const Float x = load<width>(scores + i);
    highest = x > highest ? x : highest;
  }
  float most = highest[0];
  for (int i = 1; i < width; ++i) most = highest[i] > most ? highest[i] : most;
  Float sum = {};
  for (Index i = 0; i < end; i += width) {
    const Float x = exponential<width>((load<width>(scores + i) - most) * scale);
    sum += x;
    store<width>(scores + i, x);
  }
  const float share = 1.0F / total<width>(sum);
  for (Index i = 0; i < end; i += width) store<width>(scores + i, load<width>(scores + i) * share);
}

// The keys of one head, key after key along the columns of panels.
template <Index columns>
void transpose_keys(const float* keys, Index stride, Index length, Index size, float* panels) {
  for (Index first = 0; first < length; first += columns, panels += size * columns)
    for (Index key = 0; key < columns; ++key)
      for (Index i = 0; i < size; ++i)
        panels[i * columns + key] = first + key < length ? keys[(first + key) * stride + i] : 0.0F;
}

template <int width, int most>
void attention(const Attention& a) {
  constexpr Index columns = 2 * width;
  const Index key_panels = (a.length + columns - 1) / columns;
  float* const scores = a.scratch + key_panels * columns * a.size;
  const float scale = 1.0F / __builtin_sqrtf(static_cast<float>(a.size));
  for (Index head = a.first_head; head < a.last_head; ++head) {
    const float* const queries = a.qkv + head * a.size;
    const float* const values = queries + 2 * a.heads * a.size;
    transpose_keys<columns>(queries + a.heads * a.size, a.qkv_stride, a.length, a.size, a.scratch);
    for (Index row = 0; row < a.queries; row += most) {
      const Index rows = least(most, a.queries - row);
      Product p = {};
      p.in = queries + row * a.qkv_stride, p.in_stride = a.qkv_stride, p.rows = rows, p.depth = a.size;
      p.panels = a.scratch, p.panel_stride = a.size * columns, p.step = columns, p.last_panel = key_panels;
      p.out = scores, p.out_stride = key_panels * columns;
      product<FloatDot<width>, most>(p);
      for (Index i = 0; i < rows; ++i) softmax<width>(scores + i * p.out_stride, a.length, scale);
      Product q = {};
      q.in = scores, q.in_stride = p.out_stride, q.rows = rows, q.depth = a.length;
      q.panels = values, q.panel_stride = columns, q.step = a.qkv_stride, q.last_panel = (a.size + columns - 1) / columns;
      q.out = a.out + row * a.out_stride + head * a.size, q.out_stride = a.out_stride;
      product<FloatDot<width>, most>(q);
    }
  }
}

template <int width>
void normalize(float* rows, Index stride, Index count, Index size, const float* weight, const float* bias, float epsilon) {
  using Float = typename Lanes<width>::Float;
  const Index whole = size / width * width;
  const auto share = 1.0F / static_cast<float>(size);
  for (float* row = rows; row != rows + count * stride; row += stride) {
    Float sums = {};
    float sum = 0, squares = 0;
    for (Index i = 0; i < whole; i += width) sums += load<width>(row + i);
    for (Index i = whole; i < size; ++i) sum += row[i];
    const float mean = (sum + total<width>(sums)) * share;
    sums = Float{};
    for (Index i = 0; i < whole; i += width) {
      const Float x = load<width>(row + i) - mean;
      sums += x * x;
    }
    for (Index i = whole; i < size; ++i) squares += (row[i] - mean) * (row[i] - mean);
    const float factor = 1.0F / __builtin_sqrtf((squares + total<width>(sums)) * share + epsilon);
    for (Index i = 0; i < whole; i += width)
      store<width>(row + i, (load<width>(row + i) - mean) * factor * load<width>(weight + i) + load<width>(bias + i));
    for (Index i = whole; i < size; ++i) row[i] = (row[i] - mean) * factor * weight[i] + bias[i];
  }
}

template <int width, int most>
constexpr Kernels kernels_of(const char* name) {
  return {name, 2 * width, product<FloatDot<width>, most>, attention<width, most>, normalize<width>};
}

}  // namespace
}  // namespace klinker::kernels
