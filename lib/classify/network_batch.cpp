#include "network_batch.h"

#include <algorithm>
#include <numeric>

namespace klinker {
namespace {

// Enough for matrix products to pay, little enough for caches and memory.
constexpr std::size_t kSequences = 256;
constexpr std::size_t kPieces = 4096;

}  // namespace

void NetworkBatch::add(const Sequence& sequence) {
  for (const std::int64_t word : sequence.words) words.push_back(pieces.offsets.back() + word);
  pieces.add(sequence.pieces, sequence.types);
}

torch::Tensor NetworkBatch::run(Network& network) const {
  if (network.kind() != HeadKind::token) return network.forward(pieces);
  const torch::Tensor states = network.encoder().states(pieces);
  return network.head(states.index_select(0, torch::tensor(words, torch::kInt64).to(states.device())));
}

std::vector<std::vector<std::size_t>> group_by_length(std::span<const Sequence> sequences, std::size_t most_sequences,
                                                      std::size_t most_pieces) {
  std::vector<std::size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return sequences[a].pieces.size() < sequences[b].pieces.size();
  });
  std::vector<std::vector<std::size_t>> groups;
  std::size_t pieces = 0;
  for (const std::size_t i : order) {
    const std::size_t size = sequences[i].pieces.size();
    if (groups.empty() || groups.back().size() == most_sequences || pieces + size > most_pieces) {
      groups.emplace_back();
      pieces = 0;
    }
    groups.back().push_back(i);
    pieces += size;
  }
  return groups;
}

std::vector<Rows> run_all(Network& network, std::span<const Sequence> sequences) {
  const torch::NoGradGuard no_gradients;
  std::vector<Rows> out(sequences.size());
  for (const std::vector<std::size_t>& group : group_by_length(sequences, kSequences, kPieces)) {
    NetworkBatch batch;
    for (const std::size_t i : group) batch.add(sequences[i]);
    const torch::Tensor logits = batch.run(network).to(torch::kCPU, torch::kFloat64).contiguous();
    const double* row = logits.data_ptr<double>();
    const auto width = static_cast<std::size_t>(logits.size(1));
    for (const std::size_t i : group)
      for (std::size_t n = network.kind() == HeadKind::token ? sequences[i].words.size() : 1; n > 0; --n, row += width)
        out[i].emplace_back(row, row + width);
  }
  return out;
}

}  // namespace klinker
