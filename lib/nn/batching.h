#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace klinker {

struct BatchingOptions {
  std::size_t pieces = 4096;  ///< of a batch at most; a longer text goes alone
  unsigned in_flight = 1;     ///< batches at a time; with more than one, each has one thread for its tensors
};

/// Cuts texts with these numbers of pieces into batches of like lengths, the longest first, and calls `run` with the
/// numbers of the texts of each batch: from several threads where several are in flight, and without gradients. `run`
/// puts results in their places by those numbers, so that the order of texts does not change. The first exception of `run`
/// is thrown again when all threads have stopped.
void for_each_batch(std::span<const std::size_t> lengths, const BatchingOptions& options,
                    const std::function<void(std::span<const std::size_t>)>& run);

}  // namespace klinker
