#pragma once

#include <cstddef>
#include <cstdint>

#include "klinker/nn/transformer_config.h"

/// What a transformer spends its time on, for CPUs, without gradients. The same C++ is compiled for several sets of
/// instructions and chosen at run time. Buffers of rows are padded: row i begins at i * stride, and stride_of(n) floats
/// leave room for whole vectors after the n that count.
namespace klinker::kernels {

/// The numbers that a product multiplies; it always sums and gives f32 (int8: sums exact integers, then scales).
enum class Precision : std::uint8_t { f32, bf16, int8 };

constexpr std::ptrdiff_t kMostRows = 14;     ///< of a tile that is held in registers
constexpr std::ptrdiff_t kMostColumns = 32;  ///< of a panel

/// Not a multiple of 4096 bytes for usual n: rows at such distances push one another out of the cache.
constexpr std::ptrdiff_t stride_of(std::ptrdiff_t n) { return (n + 15) / 16 * 16 + 48; }

/// Rows of `in` times a packed matrix. A word has 32 bits: one f32, two bf16 or four int8 along the depth.
struct Product {
  const void* in;
  std::ptrdiff_t in_stride, rows, depth;   // words, rows, words
  const void* panels;                      // word k of column c of panel p: p * panel_stride + k * step + c
  std::ptrdiff_t panel_stride, step;       // words
  std::ptrdiff_t first_panel, last_panel;  // the last one not included
  float* out;
  std::ptrdiff_t out_stride;
  const float* bias = nullptr;      // padded to whole panels
  const float* residual = nullptr;  // is added, with the stride of `out`
  const TransformerConfig::Activation* activation = nullptr;
  const float* row_scales = nullptr;  // int8 alone, as are the next two, padded to whole panels
  const float* column_scales = nullptr;
  const std::int32_t* column_offsets = nullptr;
};

/// Softmax attention of the first `queries` pieces of one text over all its pieces, by some of the heads. Heads go one after
/// the other: one that is smaller than a panel writes into the places of the next.
struct Attention {
  const float* qkv;  // rows: the queries of all heads, the keys, the values
  std::ptrdiff_t qkv_stride, length, queries;
  std::ptrdiff_t heads, first_head, last_head, size;  // the last one not included
  float* out;
  std::ptrdiff_t out_stride;
  float* scratch;  // attention_scratch(length, size) floats
};

constexpr std::ptrdiff_t attention_scratch(std::ptrdiff_t length, std::ptrdiff_t size) {
  return (length + kMostColumns) * (size + kMostRows);
}

/// One set of instructions.
struct Kernels {
  const char* name;
  std::ptrdiff_t columns;  ///< of a panel
  void (*product)(const Product&);
  void (*attention)(const Attention&);
  /// Layer normalisation of rows in place.
  void (*normalize)(float* rows, std::ptrdiff_t stride, std::ptrdiff_t count, std::ptrdiff_t size, const float* weight,
                    const float* bias, float epsilon);
};

/// Products in 16 or 8 bits. `convert` makes words of rows, padded with zeros (`scales`: one for each row, int8 alone).
struct ShortKernels {
  std::ptrdiff_t columns;
  void (*product)(const Product&);
  void (*convert)(const float* rows, std::ptrdiff_t stride, std::ptrdiff_t count, std::ptrdiff_t size, std::uint32_t* words,
                  std::ptrdiff_t word_stride, float* scales);
};

extern const Kernels generic, avx2, avx512;
extern const ShortKernels avx512_bf16, avx512_int8;

/// The fastest that this processor has.
const Kernels& best();

/// nullptr: this processor has no instructions for it.
const ShortKernels* best_short(Precision precision);

}  // namespace klinker::kernels
