#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace klinker {

/// Weights in four bits each (NF4, the quantiles of a normal distribution; Dettmers et al. 2023, arXiv:2305.14314) with a
/// scale for every kPackedBlock of them: 4.25 bits a weight. A byte holds two, the first in its low half.
struct PackedWeights {
  std::vector<std::uint8_t> codes;  ///< half as many as weights
  std::vector<float> scales;        ///< one a block; an f16 holds each exactly
};

inline constexpr std::size_t kPackedBlock = 64;

/// Of whole blocks, all finite. The scale of a block is the one of a few that leaves the least squared error.
PackedWeights pack_weights(std::span<const float> weights);

/// As many as codes have halves; `scales` has one for each block of them.
std::vector<float> unpack_weights(std::span<const std::uint8_t> codes, std::span<const float> scales);

}  // namespace klinker
