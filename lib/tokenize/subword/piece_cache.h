#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace klinker {

/// The pieces of words that were split a short while ago, for all threads together and without a lock: a reader that meets a
/// writer finds nothing. Few words make up most of a text. The size (2 MB) never changes; a new word takes the place of an
/// old one, and which words are there changes nothing but the time.
class PieceCache {
 public:
  static constexpr std::size_t kMaxWord = 20, kMaxPieces = 6;

  struct Word {
    float reach = 0;  // the pieces hold while the score of the text before the word is no further from 0
    std::uint8_t size = 0, count = 0;
    std::array<std::uint8_t, kMaxPieces> sizes{};  // bytes of each piece
    std::array<int, kMaxPieces> ids{};
    std::array<char, kMaxWord> text{};

    std::string_view view() const { return {text.data(), size}; }
  };

  /// `word` has at most kMaxWord bytes. False where it is not there.
  bool find(std::string_view word, Word& found) const {
    const std::size_t hash = std::hash<std::string_view>()(word);
    for (std::size_t way = 0; way < kWays; ++way) {
      const std::size_t at = set(hash) + way;
      if (tags_[at].load(std::memory_order_relaxed) != tag(hash)) continue;
      const Slot& slot = slots_[at];
      const std::uint64_t version = slot.version.load(std::memory_order_acquire);
      if (version % 2 == 1) continue;
      Words words;
      // Each load is an acquire, so that the version is looked at again after all of them.
      for (std::size_t i = 0; i < words.size(); ++i) words[i] = slot.words[i].load(std::memory_order_acquire);
      if (slot.version.load(std::memory_order_relaxed) != version) continue;
      found = std::bit_cast<Word>(words);
      if (found.view() == word) return true;
    }
    return false;
  }

  /// Keeps `word`, whose view() is its key; it may not take a place where another thread is writing.
  void add(const Word& word) {
    const std::size_t hash = std::hash<std::string_view>()(word.view());
    const std::size_t at = set(hash) + (hash >> kWayShift) % kWays;
    Slot& slot = slots_[at];
    std::uint64_t version = slot.version.load(std::memory_order_relaxed);
    if (version % 2 == 1 || !slot.version.compare_exchange_strong(version, version + 1, std::memory_order_acquire)) return;
    const Words words = std::bit_cast<Words>(word);
    for (std::size_t i = 0; i < words.size(); ++i) slot.words[i].store(words[i], std::memory_order_release);
    slot.version.store(version + 2, std::memory_order_release);
    tags_[at].store(tag(hash), std::memory_order_relaxed);
  }

 private:
  using Words = std::array<std::uint64_t, sizeof(Word) / sizeof(std::uint64_t)>;

  struct alignas(64) Slot {
    std::atomic<std::uint64_t> version{0};  // odd while it is written
    std::array<std::atomic<std::uint64_t>, std::tuple_size_v<Words>> words{};
  };
  static_assert(sizeof(Word) == 56 && sizeof(Slot) == 64);

  static constexpr std::size_t kSlots = 1u << 15, kWays = 4;
  static constexpr unsigned kWayShift = 32, kTagShift = 48;

  static std::size_t set(std::size_t hash) { return hash % (kSlots / kWays) * kWays; }
  static std::uint16_t tag(std::size_t hash) { return static_cast<std::uint16_t>(hash >> kTagShift); }

  std::unique_ptr<Slot[]> slots_ = std::make_unique<Slot[]>(kSlots);
  // A part of each word's hash, close together: whether a word is there can mostly be seen from them.
  std::unique_ptr<std::atomic<std::uint16_t>[]> tags_ = std::make_unique<std::atomic<std::uint16_t>[]>(kSlots);
};

}  // namespace klinker
