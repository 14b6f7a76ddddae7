#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace klinker {

/// The pieces of words that have been split before, shared by all threads without a lock: a slot is written once, by the thread
/// that wins it, and then only read. Few words make up most of a text and come early in it, so nothing is ever thrown out, and the size
/// (2 MB) never changes. Which words are in it changes nothing but the time.
class PieceCache {
 public:
  struct Part {
    int id;
    std::uint32_t size;  // bytes of the word
  };
  static constexpr std::size_t kMaxWord = 32, kMaxParts = 5;

  struct alignas(64) Slot {
    std::atomic<std::uint8_t> state{kEmpty};
    std::uint8_t word_size, count;
    std::array<std::uint8_t, kMaxParts> sizes;
    float reach;  // the largest score so far, in absolute value, with which these pieces are still the best
    std::array<int, kMaxParts> ids;
    std::array<char, kMaxWord> word;
  };

  /// Null where the word is not there.
  const Slot* find(std::string_view word) const {
    if (word.size() > kMaxWord) return nullptr;
    for (std::size_t at = hash(word), probe = 0; probe < kProbes; ++probe) {
      const Slot& slot = slots_[(at + probe) % kSlots];
      const std::uint8_t state = slot.state.load(std::memory_order_acquire);
      if (state == kEmpty) break;
      if (state == kFull && slot.word_size == word.size() && std::memcmp(slot.word.data(), word.data(), word.size()) == 0) return &slot;
    }
    return nullptr;
  }

  /// Keeps the pieces where there is room for them.
  void add(std::string_view word, std::span<const Part> parts, float reach) const {
    if (word.size() > kMaxWord || parts.size() > kMaxParts) return;
    for (std::size_t at = hash(word), probe = 0; probe < kProbes; ++probe) {
      Slot& slot = slots_[(at + probe) % kSlots];
      std::uint8_t state = kEmpty;
      if (!slot.state.compare_exchange_strong(state, kBusy, std::memory_order_relaxed)) continue;
      slot.word_size = static_cast<std::uint8_t>(word.size());
      std::copy(word.begin(), word.end(), slot.word.begin());
      slot.count = static_cast<std::uint8_t>(parts.size());
      for (std::size_t i = 0; i < parts.size(); ++i) {
        slot.ids[i] = parts[i].id;
        slot.sizes[i] = static_cast<std::uint8_t>(parts[i].size);
      }
      slot.reach = reach;
      slot.state.store(kFull, std::memory_order_release);
      return;
    }
  }

 private:
  static constexpr std::uint8_t kEmpty = 0, kBusy = 1, kFull = 2;
  static constexpr std::size_t kSlots = 1u << 15, kProbes = 4;

  static std::size_t hash(std::string_view word) { return std::hash<std::string_view>()(word); }

  std::unique_ptr<Slot[]> slots_ = std::make_unique<Slot[]>(kSlots);
};

}  // namespace klinker
