#include "charsmap_table.h"

#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

CharsmapTable::CharsmapTable(std::string_view bytes, const std::string& where) {
  const auto require = [&](bool condition) {
    if (!condition) throw Error(ErrorCode::invalid_model, where + ": its table of characters is damaged");
  };
  require(bytes.size() >= 4);
  const std::size_t size = read_u32(bytes, 0);
  require(size > 0 && size % 4 == 0 && size < bytes.size() - 4);
  for (std::size_t at = 4; at < 4 + size; at += 4) units_.push_back(read_u32(bytes, at));
  strings_ = bytes.substr(4 + size);
  require(strings_.back() == '\0' && !find_invalid_utf8(strings_));
}

bool CharsmapTable::changes(unsigned char byte) const {
  if (empty()) return false;
  std::size_t node = offset_of(units_[0]);
  if (!step(node, byte)) return false;
  if (has_value(units_[node])) return true;
  const std::size_t base = node ^ offset_of(units_[node]);
  for (unsigned next = 0; next < 0x80; ++next) {
    std::size_t child = base;
    if (step(child, static_cast<unsigned char>(next))) return true;
  }
  return false;
}

}  // namespace klinker
