#include "batch_order.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "nn/shuffle.h"

namespace klinker {
namespace {

constexpr std::size_t kWindowBatches = 64;

}  // namespace

std::vector<std::vector<std::size_t>> batch_order(std::span<const std::size_t> lengths, std::size_t batch_size,
                                                  bool bucketed, std::uint64_t seed, std::uint64_t epoch) {
  std::mt19937_64 random(seed * 0x9E3779B97F4A7C15u + epoch);
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, random);
  const std::size_t window = batch_size * kWindowBatches;
  for (std::size_t at = 0; bucketed && at < order.size(); at += window) {
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(window, order.size() - at));
    std::stable_sort(begin, end, [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
  }
  std::vector<std::vector<std::size_t>> batches;
  for (std::size_t at = 0; at < order.size(); at += batch_size) {
    const auto begin = order.begin() + static_cast<std::ptrdiff_t>(at);
    batches.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(std::min(batch_size, order.size() - at)));
  }
  if (bucketed) shuffle(batches, random);
  return batches;
}

}  // namespace klinker
