#pragma once

#include <cstdint>

namespace klinker {

/// A number that looks like chance, the same on every machine. Source: SplitMix64, Steele et al. 2014.
constexpr std::uint64_t split_mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15u;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

}  // namespace klinker
