#include "kernel_linear.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "klinker/error.h"

namespace klinker::kernels {
namespace {

using Index = std::ptrdiff_t;

Index values_in_word(Precision precision) { return precision == Precision::f32 ? 1 : precision == Precision::bf16 ? 2 : 4; }

// To the nearest, halves to even.
std::uint32_t to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (value != value) return bits >> 16 | 0x40;
  return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
}

}  // namespace

Linear::Linear(const float* weight, const float* bias, Index outputs, Index inputs, Precision precision)
    : inputs_(inputs), columns_(best().columns) {
  const Index values = values_in_word(precision);
  if (precision != Precision::f32) {
    short_ = best_short(precision);
    if (short_ == nullptr)
      throw Error(ErrorCode::unsupported,
                  std::string("this processor has no instructions for ") +
                      (precision == Precision::bf16 ? "bf16 (AVX-512 BF16)" : "int8 (AVX-512 VNNI)") + "; use f32");
    columns_ = short_->columns;
  }
  panels_ = (outputs + columns_ - 1) / columns_;
  depth_ = (inputs + values - 1) / values;
  bias_ = Buffer<float>(panels_ * columns_);
  std::copy(bias, bias + outputs, bias_.data());
  const auto at = [&](Index row, Index i) { return i < inputs ? weight[row * inputs + i] : 0.0F; };
  if (precision == Precision::f32)
    pack(outputs, [&](Index row, Index k) { return std::bit_cast<std::uint32_t>(at(row, k)); });
  else if (precision == Precision::bf16)
    pack(outputs, [&](Index row, Index k) { return to_bf16(at(row, 2 * k)) | to_bf16(at(row, 2 * k + 1)) << 16; });
  else pack_bytes(weight, outputs);
}

template <typename Word>
void Linear::pack(Index outputs, Word word) {
  words_ = Buffer<std::uint32_t>(panels_ * columns_ * depth_);
  for (Index row = 0; row < outputs; ++row) {
    std::uint32_t* const to = words_.data() + row / columns_ * columns_ * depth_ + row % columns_;
    for (Index k = 0; k < depth_; ++k) to[k * columns_] = word(row, k);
  }
}

// One scale for each output.
void Linear::pack_bytes(const float* weight, Index outputs) {
  scales_ = Buffer<float>(panels_ * columns_);
  offsets_ = Buffer<std::int32_t>(panels_ * columns_);
  for (Index row = 0; row < outputs; ++row) {
    float most = 0;
    for (Index i = 0; i < inputs_; ++i) most = std::max(most, std::abs(weight[row * inputs_ + i]));
    scales_[row] = most / 127.0F;
  }
  pack(outputs, [&](Index row, Index k) {
    std::uint32_t out = 0;
    for (Index i = 4 * k; i < std::min(4 * k + 4, inputs_); ++i) {
      const float scaled = scales_[row] > 0 ? weight[row * inputs_ + i] / scales_[row] : 0.0F;
      const auto whole = static_cast<std::int32_t>(std::lround(std::clamp(scaled, -127.0F, 127.0F)));
      offsets_[row] += 128 * whole;
      out |= (static_cast<std::uint32_t>(whole) & 0xFF) << 8 * (i - 4 * k);
    }
    return out;
  });
}

void Linear::apply(const Rows& in, const Rows& out, const Extra& extra, int threads) const {
  Product p = {.in = in.values,
               .in_stride = in.stride,
               .rows = out.count,
               .depth = depth_,
               .panels = words_.data(),
               .panel_stride = columns_ * depth_,
               .step = columns_,
               .first_panel = 0,
               .last_panel = panels_,
               .out = out.values,
               .out_stride = out.stride,
               .bias = bias_.data(),
               .residual = extra.residual,
               .activation = extra.activation,
               .column_scales = scales_.data(),
               .column_offsets = offsets_.data()};
  Buffer<std::uint32_t> words;
  Buffer<float> scales;
  if (short_ != nullptr) {
    p.in_stride = stride_of(depth_);
    words = Buffer<std::uint32_t>(out.count * p.in_stride);
    scales = Buffer<float>(out.count);
    short_->convert(in.values, in.stride, out.count, inputs_, words.data(), p.in_stride, scales.data());
    p.in = words.data();
    p.row_scales = scales.data();
  }
  const auto product = short_ != nullptr ? short_->product : best().product;
  if (threads <= 1) return product(p);
#pragma omp parallel for num_threads(threads) schedule(static)
  for (int i = 0; i < threads; ++i) {
    Product part = p;
    part.first_panel = i * panels_ / threads;
    part.last_panel = (i + 1) * panels_ / threads;
    product(part);
  }
}

}  // namespace klinker::kernels
