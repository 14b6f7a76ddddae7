#include "ngram_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "klinker/error.h"

namespace klinker {
namespace {

constexpr std::size_t kCacheLine = 64;

}  // namespace

NgramModel::NgramModel(std::string_view bytes) {
  const auto check = [](bool right) {
    if (!right) throw Error(ErrorCode::invalid_model, "this is no n-gram model, or a damaged one");
  };
  check(bytes.size() >= kHeaderBytes + 8 && bytes.starts_with(kMagic));
  const char* at = bytes.data() + kMagic.size();
  const auto number = [&] {
    const auto value = static_cast<std::uint32_t>(bits_at(at, 0, 32));
    at += 4;
    return value;
  };
  for (View& order : orders_) {
    for (std::uint32_t* field :
         {&order.count, &order.contexts, &order.key_bits, &order.probability_bits, &order.begin_bits, &order.back_off_bits})
      *field = number();
    for (float* field : {&order.scale, &order.low, &order.step}) {
      *field = std::bit_cast<float>(number());
      check(std::isfinite(*field) && std::abs(*field) <= 1e6f);  // so that no sum of them is infinite
    }
    check(order.contexts <= order.count && order.scale >= 0);
    check(order.key_bits <= 32 && order.begin_bits <= 32);
    check(order.probability_bits <= kMaxCodeBits && order.back_off_bits <= kMaxCodeBits);
  }
  check(orders_[0].count > 0 && orders_[0].count <= 1u << kWordBits && orders_[0].key_bits == 0);
  std::uint64_t left = bytes.size() - kHeaderBytes;
  for (View& order : orders_) {
    check(order.bytes() <= left);
    left -= order.bytes();
    order.entries = at;
    order.samples = at + order.entry_bytes();
    order.ranks = order.samples + order.sample_bytes();
    order.context_table = order.ranks + order.rank_bytes();
    at += order.bytes();
  }
  check(left == 0);
  const auto least = static_cast<float>((1u << orders_[0].probability_bits) - 1);
  unknown_ = -orders_[0].scale * least * least;
}

NgramModel::Context NgramModel::context(std::size_t order, std::uint32_t entry) const {
  const View& view = orders_[order];
  if (view.contexts == 0) return {};
  const char* block = view.ranks + std::size_t{entry / Order::kBlock} * Order::kRankBytes;
  const std::uint64_t flags = word_at(block);
  const std::uint64_t flag = std::uint64_t{1} << entry % Order::kBlock;
  if ((flags & flag) == 0) return {};
  const std::uint64_t rank = bits_at(block + 8, 0, 32) + static_cast<unsigned>(std::popcount(flags & (flag - 1)));
  if (rank >= view.contexts) return {};
  const std::uint64_t bit = rank * view.context_bits();
  const auto code = static_cast<float>(bits_at(view.context_table, bit + view.begin_bits, view.back_off_bits));
  const auto begin = static_cast<std::uint32_t>(bits_at(view.context_table, bit, view.begin_bits));
  const auto end = static_cast<std::uint32_t>(bits_at(view.context_table, bit + view.context_bits(), view.begin_bits));
  if (begin > end || end > orders_[order + 1].count) return {};
  return {begin, end, view.low + view.step * code};
}

template <typename... Searches>
void NgramModel::find(const View& order, Searches&... searches) {
  constexpr std::size_t kSearches = sizeof...(searches);
  struct Range {  // in which the last place with no greater key is
    std::uint32_t at, size;
  };
  std::array<Range, kSearches> ranges;  // apart from the searches, so that they can stay in registers
  const std::array<const Search*, kSearches> all{&searches...};
  const std::array<std::uint32_t, kSearches> keys{searches.key...};
  const auto for_each = [](auto visit) {
    [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) { (visit(kIndex), ...); }
    (std::make_index_sequence<kSearches>());
  };
  // Halves all ranges until they are one place, without branches that nobody can foresee.
  const auto narrow = [&](auto key_of) {
    std::uint32_t longest = 0;
    for_each([&](std::size_t i) { longest = std::max(longest, ranges[i].size); });
    for (; longest > 1; longest -= longest / 2) {
      for_each([&](std::size_t i) {
        const std::uint32_t half = ranges[i].size / 2;
        ranges[i].at += half & (0u - static_cast<std::uint32_t>(key_of(ranges[i].at + half) <= keys[i]));
        ranges[i].size -= half;
      });
    }
  };
  for_each([&](std::size_t i) {
    const std::uint32_t first = all[i]->context.begin / Order::kBlock;
    ranges[i] = {first, (std::max(all[i]->context.end, 1u) - 1) / Order::kBlock - first + 1};
  });
  narrow([&](std::uint32_t block) { return bits_at(order.samples, std::uint64_t{block} * 32, 32); });
  for_each([&](std::size_t i) {
    // What the rest of the look-up reads is asked for at once, because it waits for memory more than for anything else.
    if (order.contexts > 0) __builtin_prefetch(order.ranks + std::size_t{ranges[i].at} * Order::kRankBytes);
    const std::uint32_t end = std::min(all[i]->context.end, (ranges[i].at + 1) * Order::kBlock);
    const std::uint32_t first = std::max(all[i]->context.begin, ranges[i].at * Order::kBlock);
    ranges[i] = {first, std::max(end, first + 1) - first};
    const char* line = order.entries + first * order.entry_bits() / 8;
    const char* last = order.entries + (first + std::uint64_t{ranges[i].size}) * order.entry_bits() / 8;
    for (; line < last; line += kCacheLine) __builtin_prefetch(line);
  });
  narrow([&](std::uint32_t entry) { return key(order, entry); });
  std::size_t i = 0;
  ((searches.at = ranges[i].at,
    searches.found = searches.context.begin < searches.context.end && key(order, searches.at) == searches.key, ++i),
   ...);
}

float NgramModel::bigram_or_less(const Search& bigram) const {
  return bigram.found ? probability(orders_[1], bigram.at) : bigram.context.back_off + log_probability(bigram.key);
}

float NgramModel::log_probability(std::uint32_t word) const {
  return word < vocabulary() ? probability(orders_[0], word) : unknown_;
}

float NgramModel::log_probability(std::uint32_t previous, std::uint32_t word) const {
  Search bigram{context(previous), word};
  find(orders_[1], bigram);
  return bigram_or_less(bigram);
}

float NgramModel::log_probability(std::uint32_t before_previous, std::uint32_t previous, std::uint32_t word) const {
  Search history{context(before_previous), previous}, bigram{context(previous), word};
  find(orders_[1], history, bigram);
  if (!history.found) return bigram_or_less(bigram);
  const Context behind_both = context(1, history.at);
  if (!bigram.found) return behind_both.back_off + bigram_or_less(bigram);
  Search trigram{behind_both, bigram.at - bigram.context.begin};
  find(orders_[2], trigram);
  return trigram.found ? probability(orders_[2], trigram.at) : behind_both.back_off + probability(orders_[1], bigram.at);
}

bool NgramModel::has_bigram(std::uint32_t previous, std::uint32_t word) const {
  Search bigram{context(previous), word};
  find(orders_[1], bigram);
  return bigram.found;
}

}  // namespace klinker
