#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace klinker {

/// A hash of a text, eight bytes at a time. Not the same on machines of another byte order.
inline std::uint64_t hash_of(std::string_view text) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15u;
  std::uint64_t state = text.size() * kFactor;
  const auto mix = [&](std::uint64_t block) {
    state = (state ^ block) * kFactor;
    state ^= state >> 32;
  };
  const auto load = [&](std::size_t at, auto block) {
    std::memcpy(&block, text.data() + at, sizeof block);
    return static_cast<std::uint64_t>(block);
  };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) mix(load(at, std::uint64_t{}));
  if (at + 4 <= text.size()) {
    mix(load(at, std::uint32_t{}) | load(text.size() - 4, std::uint32_t{}) << 32);
  } else if (at < text.size()) {
    std::uint64_t rest = 0;
    for (; at < text.size(); ++at) rest = rest << 8 | static_cast<unsigned char>(text[at]);
    mix(rest);
  }
  return state * kFactor;
}

/// Values by 64-bit hashes of their keys, made once and then asked, most often of keys that are not in it: a byte for each
/// place says so without looking further. Two keys of one hash are one key.
template <class Value>
class HashTable {
 public:
  /// The value of `hash`, made where there is none.
  Value& operator[](std::uint64_t hash) {
    if (2 * (size_ + 1) > tags_.size()) grow();
    const std::size_t at = place(hash);
    if (tags_[at] == 0) {
      tags_[at] = tag(hash);
      entries_[at].first = hash;
      ++size_;
    }
    return entries_[at].second;
  }

  const Value* find(std::uint64_t hash) const {
    if (size_ == 0) return nullptr;
    const std::size_t at = place(hash);
    return tags_[at] == 0 ? nullptr : &entries_[at].second;
  }

  std::size_t size() const { return size_; }

 private:
  static std::uint8_t tag(std::uint64_t hash) { return static_cast<std::uint8_t>(hash >> 56 | 0x80); }

  // Where the hash is, or where it would go.
  std::size_t place(std::uint64_t hash) const {
    const std::size_t mask = tags_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask)
      if (tags_[at] == 0 || (tags_[at] == tag(hash) && entries_[at].first == hash)) return at;
  }

  void grow() {
    constexpr std::size_t kLeast = 16;
    HashTable larger;
    larger.tags_.resize(tags_.empty() ? kLeast : 2 * tags_.size());
    larger.entries_.resize(larger.tags_.size());
    for (std::size_t at = 0; at < tags_.size(); ++at)
      if (tags_[at] != 0) larger[entries_[at].first] = std::move(entries_[at].second);
    *this = std::move(larger);
  }

  std::vector<std::uint8_t> tags_;  // 0: nothing here
  std::vector<std::pair<std::uint64_t, Value>> entries_;
  std::size_t size_ = 0;
};

}  // namespace klinker
