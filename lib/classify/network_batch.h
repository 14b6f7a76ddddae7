#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "decision.h"
#include "klinker/nn/network.h"
#include "sequence.h"

namespace klinker {

/// Sequences that go through a network together.
struct NetworkBatch {
  PieceBatch pieces;
  std::vector<std::int64_t> words;  ///< of a tagger: the places of the words in `pieces`

  void add(const Sequence& sequence);

  /// Logits: a row for each sequence, of a tagger for each word.
  torch::Tensor run(Network& network) const;
};

/// Runs sequences without gradients; the rows of each sequence, in the order of `sequences`.
std::vector<Rows> run_all(Network& network, std::span<const Sequence> sequences);

}  // namespace klinker
