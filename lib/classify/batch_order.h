#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace klinker {

/// Which records go together in one pass over the data: `lengths.size()` numbers in groups of `batch_size`. Shuffled; where
/// `bucketed`, then sorted by length within windows of many batches, and the batches shuffled, so that those of a batch
/// are of like lengths. The same seed and epoch give the same order on every machine.
std::vector<std::vector<std::size_t>> batch_order(std::span<const std::size_t> lengths, std::size_t batch_size,
                                                  bool bucketed, std::uint64_t seed, std::uint64_t epoch);

}  // namespace klinker
