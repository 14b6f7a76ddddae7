#include "packed_weights.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace klinker {
namespace {

// Table 4 of the paper, to the precision of a float.
constexpr std::array<float, 16> kLevels = {
    -1.0f,       -0.69619280f, -0.52507305f, -0.39491749f, -0.28444138f, -0.18477343f, -0.09105004f, 0.0f,
    0.07958030f, 0.16093020f,  0.24611230f,  0.33791524f,  0.44070983f,  0.56261700f,  0.72295684f,  1.0f};
constexpr std::array<float, 6> kShrink = {1.0f, 0.95f, 0.9f, 0.85f, 0.8f, 0.75f};

// The nearest number that an f16 holds; scales are neither huge nor tiny.
float as_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return std::bit_cast<float>((bits + 0x1000) & 0xFFFFE000u);
}

std::uint8_t nearest(float value) {
  const auto above = std::lower_bound(kLevels.begin(), kLevels.end(), value);
  if (above == kLevels.begin()) return 0;
  if (above == kLevels.end()) return static_cast<std::uint8_t>(kLevels.size() - 1);
  const auto place = static_cast<std::uint8_t>(above - kLevels.begin());
  return value - above[-1] < *above - value ? static_cast<std::uint8_t>(place - 1) : place;
}

}  // namespace

PackedWeights pack_weights(std::span<const float> weights) {
  constexpr float kLeastScale = 6.2e-5f;  // the smallest f16 of full precision
  PackedWeights packed;
  for (std::size_t at = 0; at < weights.size(); at += kPackedBlock) {
    const std::span<const float> block = weights.subspan(at, kPackedBlock);
    float most = 0;
    for (const float weight : block) most = std::max(most, std::abs(weight));
    std::array<std::uint8_t, kPackedBlock> best{};
    float best_scale = 0, least = INFINITY;
    for (const float shrink : kShrink) {
      const float scale = as_half(std::max(most * shrink, kLeastScale));
      std::array<std::uint8_t, kPackedBlock> codes{};
      float error = 0;
      for (std::size_t i = 0; i < kPackedBlock; ++i) {
        codes[i] = nearest(block[i] / scale);
        const float off = kLevels[codes[i]] * scale - block[i];
        error += off * off;
      }
      if (error >= least) continue;
      least = error;
      best = codes;
      best_scale = scale;
    }
    for (std::size_t i = 0; i < kPackedBlock; i += 2)
      packed.codes.push_back(static_cast<std::uint8_t>(best[i] | best[i + 1] << 4));
    packed.scales.push_back(best_scale);
  }
  return packed;
}

std::vector<float> unpack_weights(std::span<const std::uint8_t> codes, std::span<const float> scales) {
  std::vector<float> weights(2 * codes.size());
  for (std::size_t i = 0; i < weights.size(); ++i)
    weights[i] = kLevels[codes[i / 2] >> (i % 2 * 4) & 15] * scales[i / kPackedBlock];
  return weights;
}

}  // namespace klinker
