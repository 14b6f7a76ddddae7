#include "seen_words.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "characters.h"

namespace klinker {
namespace {

std::uint32_t tag(std::uint64_t key) { return static_cast<std::uint32_t>(key >> 40) << 8 | 1u << 31; }

}  // namespace

SeenWords::Facts SeenWords::facts(std::size_t index) {
  if (index < first_ || index >= last_) read(index);
  const std::size_t next = index + 1;
  const std::uint32_t here = is_small(index) ? 1 : 0;
  return {count(key(next, Kind::small)) > 0, count(key(next, Kind::name)) > here, count(pair_key(index)) > 1};
}

void SeenWords::read(std::size_t first) {
  first_ = first;
  last_ = std::min(tokens_.size(), first + kBlock);
  constexpr std::size_t kKinds = 2;  // what one token adds at most
  slots_.assign(std::bit_ceil(2 * kKinds * (last_ - first_) + 2), 0);
  for (std::size_t i = first_; i < last_; ++i) {
    if (is_small(i)) {
      add(key(i, Kind::small));
    } else if (is_capital(i)) {
      if (i > first_ && is_small(i - 1)) add(key(i, Kind::name));
      if (i + 1 < tokens_.size() && is_capital(i + 1)) add(pair_key(i));
    }
  }
}

// Where the key is, or where it would go.
std::size_t SeenWords::slot(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = key & mask;; at = (at + 1) & mask)
    if (slots_[at] == 0 || (slots_[at] & ~0xFFu) == tag(key)) return at;
}

void SeenWords::add(std::uint64_t key) {
  std::uint32_t& value = slots_[slot(key)];
  if (value == 0) value = tag(key);
  if ((value & 0xFF) < 0xFF) ++value;
}

// Bits 0x20 set, so that case falls away; eight bytes at a time.
std::uint64_t SeenWords::key(std::size_t index, Kind kind) const {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15u;
  const std::string_view token = tokens_[index].span.of(text_);
  std::uint64_t state = token.size() << 2 | static_cast<std::uint64_t>(kind);
  for (std::size_t at = 0; at < token.size(); at += sizeof state) {
    std::uint64_t block = 0;
    std::memcpy(&block, token.data() + at, std::min(sizeof block, token.size() - at));
    state = (state ^ (block | 0x2020202020202020u)) * kFactor;
    state ^= state >> 29;
  }
  return state * kFactor;
}

bool SeenWords::is_small(std::size_t index) const { return is_lower_at(text_, tokens_[index].span.start); }
bool SeenWords::is_capital(std::size_t index) const { return is_upper_at(text_, tokens_[index].span.start); }

}  // namespace klinker
