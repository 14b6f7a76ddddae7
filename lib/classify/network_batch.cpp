#include "network_batch.h"

#include "nn/batching.h"

namespace klinker {

void NetworkBatch::add(const Sequence& sequence) {
  for (const std::int64_t word : sequence.words) words.push_back(pieces.offsets.back() + word);
  pieces.add(sequence.pieces, sequence.types);
}

torch::Tensor NetworkBatch::run(Network& network) const {
  if (network.kind() != HeadKind::token) return network.forward(pieces);
  const torch::Tensor states = network.encoder().states(pieces);
  return network.head(states.index_select(0, torch::tensor(words, torch::kInt64).to(states.device())));
}

std::vector<Rows> run_all(Network& network, std::span<const Sequence> sequences) {
  std::vector<std::size_t> lengths;
  for (const Sequence& sequence : sequences) lengths.push_back(sequence.pieces.size());
  std::vector<Rows> out(sequences.size());
  for_each_batch(lengths, {}, [&](std::span<const std::size_t> group) {
    NetworkBatch batch;
    for (const std::size_t i : group) batch.add(sequences[i]);
    const torch::Tensor logits = batch.run(network).to(torch::kCPU, torch::kFloat64).contiguous();
    const double* row = logits.data_ptr<double>();
    const auto width = static_cast<std::size_t>(logits.size(1));
    for (const std::size_t i : group)
      for (std::size_t n = network.kind() == HeadKind::token ? sequences[i].words.size() : 1; n > 0; --n, row += width)
        out[i].emplace_back(row, row + width);
  });
  return out;
}

}  // namespace klinker
