#include "nn/batching.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "catch.h"

using namespace klinker;

namespace {

using Batches = std::vector<std::vector<std::size_t>>;

Batches batches_of(const std::vector<std::size_t>& lengths, const BatchingOptions& options) {
  Batches out;
  std::mutex mutex;
  for_each_batch(lengths, options, [&](std::span<const std::size_t> texts) {
    const std::lock_guard lock(mutex);
    out.emplace_back(texts.begin(), texts.end());
  });
  return out;
}

}  // namespace

TEST_CASE("Batches hold texts of like lengths within the budget", "[nn]") {
  CHECK(batches_of({3, 9, 1, 5, 4, 20}, {.pieces = 10}) == (Batches{{5}, {1}, {3, 4}, {0, 2}}));
  CHECK(batches_of({0, 0, 0}, {.pieces = 1}) == (Batches{{0, 1, 2}}));
  CHECK(batches_of({2, 2}, {.pieces = 0}) == (Batches{{0}, {1}}));
  CHECK(batches_of({}, {.in_flight = 4}).empty());
}

TEST_CASE("With several batches in flight every text has its turn once", "[nn]") {
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < 1000; ++i) lengths.push_back(i * 37 % 50);
  std::vector<int> seen(lengths.size());
  for (const auto& batch : batches_of(lengths, {.pieces = 100, .in_flight = 3})) {
    std::size_t pieces = 0;
    for (const std::size_t text : batch) {
      ++seen[text];
      pieces += lengths[text];
    }
    CHECK(pieces <= 100);
  }
  CHECK(std::count(seen.begin(), seen.end(), 1) == 1000);
}

TEST_CASE("An error in a batch stops the others and comes out", "[nn]") {
  for (const unsigned in_flight : {1U, 3U}) {
    const std::vector<std::size_t> lengths(100, 10);
    CHECK_THROWS_WITH(for_each_batch(lengths, {.pieces = 10, .in_flight = in_flight},
                                     [](std::span<const std::size_t>) { throw std::runtime_error("no"); }),
                      "no");
  }
}
