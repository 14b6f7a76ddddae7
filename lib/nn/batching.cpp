#include "batching.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

#include "klinker/nn/threads.h"

namespace klinker {

void for_each_batch(std::span<const std::size_t> lengths, const BatchingOptions& options,
                    const std::function<void(std::span<const std::size_t>)>& run) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  std::vector<std::span<const std::size_t>> batches;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first, pieces = 0;
    do pieces += lengths[order[end++]];
    while (end < order.size() && pieces + lengths[order[end]] <= options.pieces);
    batches.push_back(std::span(order).subspan(first, end - first));
    first = end;
  }

  std::atomic<std::size_t> next = 0;
  std::exception_ptr error;
  std::mutex failing;
  const auto work = [&](unsigned tensor_threads) {
    const at::NoGradGuard no_gradients;  // belongs to a thread
    const TensorThreads threads(tensor_threads);
    try {
      for (std::size_t i; (i = next++) < batches.size();) run(batches[i]);
    } catch (...) {
      next = batches.size();
      const std::lock_guard lock(failing);
      if (!error) error = std::current_exception();
    }
  };
  const std::size_t workers = std::min<std::size_t>(options.in_flight, batches.size());
  if (workers <= 1) {
    work(0);
  } else {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < workers; ++i) others.emplace_back(work, 1U);
    work(1);
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace klinker
