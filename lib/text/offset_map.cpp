#include "klinker/text/offset_map.h"

#include <algorithm>
#include <string>

#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kBlock = 64;  // bytes between two remembered counts

[[noreturn]] void not_a_boundary(std::size_t offset) {
  throw Error(ErrorCode::wrong_value, "offset " + std::to_string(offset) + " is not on a character boundary of the text");
}

}  // namespace

OffsetMap::OffsetMap(std::string_view text, OffsetUnit unit) : text_(text), unit_(unit) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char byte) { return static_cast<signed char>(byte) >= 0; });
  if (unit == OffsetUnit::utf8 || ascii) return;
  blocks_.reserve(text.size() / kBlock + 1);
  std::size_t count = 0;
  for (std::size_t byte = 0; byte <= text.size(); byte += kBlock) {
    blocks_.push_back(count);
    count += units(byte, std::min(byte + kBlock, text.size()));
  }
}

// Every byte that starts a character is one unit; in UTF-16 a four-byte character is two.
std::size_t OffsetMap::units(std::size_t begin, std::size_t end) const {
  std::size_t count = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const auto byte = static_cast<unsigned char>(text_[i]);
    count += (byte & 0xC0) != 0x80;
    count += unit_ == OffsetUnit::utf16 && byte >= 0xF0;
  }
  return count;
}

std::size_t OffsetMap::from_bytes(std::size_t byte) const {
  if (byte > text_.size() || (byte < text_.size() && is_continuation(text_[byte]))) not_a_boundary(byte);
  if (blocks_.empty()) return byte;
  const std::size_t block = byte / kBlock;
  return blocks_[block] + units(block * kBlock, byte);
}

std::size_t OffsetMap::to_bytes(std::size_t offset) const {
  std::size_t byte = offset;
  if (!blocks_.empty()) {
    const auto block = std::upper_bound(blocks_.begin(), blocks_.end(), offset) - blocks_.begin() - 1;
    byte = static_cast<std::size_t>(block) * kBlock;
    std::size_t count = blocks_[static_cast<std::size_t>(block)];
    while (byte < text_.size() && (is_continuation(text_[byte]) || count < offset)) {
      count += units(byte, byte + 1);
      ++byte;
      while (byte < text_.size() && is_continuation(text_[byte])) ++byte;
    }
    if (count != offset) not_a_boundary(offset);
  }
  if (byte > text_.size() || (byte < text_.size() && is_continuation(text_[byte]))) not_a_boundary(offset);
  return byte;
}

}  // namespace klinker
