#include "word_cache.h"

#include "vocabulary.h"

namespace klinker {
namespace {

constexpr std::size_t kSlots = 1u << 16;
constexpr std::size_t kMaxWords = kSlots / 2;
constexpr std::size_t kMaxPieces = 1u << 18;

}  // namespace

WordCache::WordCache() : slots_(kSlots) {}

WordCache::Found WordCache::find(std::string_view word) const {
  Found result;
  result.hash = hash_of(word);
  for (std::size_t at = result.hash % kSlots; slots_[at].text_size > 0; at = (at + 1) % kSlots) {
    const Slot& slot = slots_[at];
    if (slot.hash != result.hash || std::string_view(text_).substr(slot.text, slot.text_size) != word) continue;
    result.found = true;
    result.pieces = {pieces_.data() + slot.pieces, slot.count};
    break;
  }
  return result;
}

void WordCache::add(std::string_view word, std::uint64_t hash, std::span<const WordPiece> pieces) {
  if (words_ == kMaxWords || pieces_.size() + pieces.size() > kMaxPieces) forget();
  std::size_t at = hash % kSlots;
  while (slots_[at].text_size > 0) at = (at + 1) % kSlots;
  slots_[at] = {hash, static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(pieces_.size()),
                static_cast<std::uint16_t>(word.size()), static_cast<std::uint16_t>(pieces.size())};
  text_ += word;
  pieces_.insert(pieces_.end(), pieces.begin(), pieces.end());
  ++words_;
}

void WordCache::forget() {
  slots_.assign(kSlots, {});
  text_.clear();
  pieces_.clear();
  words_ = 0;
}

}  // namespace klinker
