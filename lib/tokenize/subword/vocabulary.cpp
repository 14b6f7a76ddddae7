#include "vocabulary.h"

#include <algorithm>
#include <cstring>

#include "klinker/error.h"

namespace klinker {

std::uint64_t hash_of(std::string_view bytes) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15u;
  std::uint64_t hash = bytes.size() * kFactor;
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32;
  };
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    mix(word);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, bytes.data() + at, bytes.size() - at);
  mix(rest);
  return hash;
}

std::size_t Vocabulary::slot_of(std::string_view piece) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_of(piece) & mask;
  while (slots_[at] != kNone && text_of(slots_[at]) != piece) at = (at + 1) & mask;
  return at;
}

void Vocabulary::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), kNone);
  for (std::uint32_t entry = 0; entry < entries_.size(); ++entry) slots_[slot_of(text_of(entry))] = entry;
}

void Vocabulary::add(std::string_view piece, int id) {
  if (2 * entries_.size() >= slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(piece)];
  if (slot == kNone) {
    slot = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back({text_.size(), piece.size(), id});
    text_ += piece;
  }
  entries_[slot].id = id;
  if (by_id_.size() <= static_cast<std::size_t>(id)) by_id_.resize(static_cast<std::size_t>(id) + 1, kNone);
  by_id_[static_cast<std::size_t>(id)] = slot;
}

int Vocabulary::find(std::string_view piece) const {
  if (slots_.empty()) return -1;
  const std::uint32_t entry = slots_[slot_of(piece)];
  return entry == kNone ? -1 : entries_[entry].id;
}

PieceTrie make_trie(std::vector<std::pair<std::string_view, int>> pieces, const std::string& where) {
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  std::vector<PieceTrie::Entry> entries;
  for (const auto& [piece, id] : pieces) {
    if (piece.empty()) continue;
    if (!entries.empty() && entries.back().text == piece) entries.pop_back();  // the last of the same counts
    entries.push_back({piece, id, 0});
  }
  return PieceTrie(std::move(entries), where);
}

}  // namespace klinker
