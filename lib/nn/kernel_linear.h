#pragma once

#include <cstdint>

#include "kernel_buffer.h"
#include "kernels.h"

namespace klinker::kernels {

/// Rows in a buffer of padded rows.
struct Rows {
  float* values;
  std::ptrdiff_t stride, count;

  Rows from(std::ptrdiff_t row, std::ptrdiff_t rows) const { return {values + row * stride, stride, rows}; }
};

/// A linear layer whose weights lie in the order in which products read them.
class Linear {
 public:
  /// Of `weight` [outputs, inputs] and `bias` [outputs]. Throws Error(unsupported) for a precision that this processor
  /// has no instructions for.
  Linear(const float* weight, const float* bias, std::ptrdiff_t outputs, std::ptrdiff_t inputs, Precision precision);

  struct Extra {
    const float* residual = nullptr;  ///< rows with the stride of the output, to be added
    const TransformerConfig::Activation* activation = nullptr;
  };

  /// Writes out.count rows; panels of columns are shared by `threads`.
  void apply(const Rows& in, const Rows& out, const Extra& extra, int threads) const;

 private:
  template <typename Word>
  void pack(std::ptrdiff_t outputs, Word word);
  void pack_bytes(const float* weight, std::ptrdiff_t outputs);

  std::ptrdiff_t inputs_, columns_, panels_, depth_;
  const ShortKernels* short_ = nullptr;
  Buffer<std::uint32_t> words_;
  Buffer<float> bias_, scales_;   // scales of columns, int8 alone
  Buffer<std::int32_t> offsets_;  // see Product
};

}  // namespace klinker::kernels
