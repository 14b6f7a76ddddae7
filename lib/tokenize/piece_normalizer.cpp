#include "piece_normalizer.h"

#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// The parts of a unit of Darts-clone (https://github.com/s-yata/darts-clone).
bool has_leaf(std::uint32_t unit) { return (unit >> 8 & 1) != 0; }
std::uint32_t value_of(std::uint32_t unit) { return unit & 0x7FFFFFFF; }
std::uint32_t label_of(std::uint32_t unit) { return unit & 0x800000FF; }
std::uint32_t offset_of(std::uint32_t unit) { return (unit >> 10) << ((unit & 0x200) >> 6); }

std::size_t first_character(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && is_continuation(text[size])) ++size;
  return size;
}

}  // namespace

PieceNormalizer::PieceNormalizer(const SentencePieceFile& file, const std::string& where)
    : add_dummy_prefix_(file.add_dummy_prefix), remove_extra_whitespaces_(file.remove_extra_whitespaces),
      escape_whitespaces_(file.escape_whitespaces), whitespace_as_suffix_(file.whitespace_as_suffix) {
  const std::string_view bytes = file.charsmap;
  if (bytes.empty()) return;
  const std::size_t size = bytes.size() < 4 ? 0 : read_u32(bytes, 0);
  if (size == 0 || size % 4 != 0 || size >= bytes.size() - 4)
    throw Error(ErrorCode::invalid_model, where + ": its table of characters is damaged");
  for (std::size_t at = 4; at < 4 + size; at += 4) trie_.push_back(read_u32(bytes, at));
  strings_ = bytes.substr(4 + size);
  if (strings_.back() != '\0' || find_invalid_utf8(strings_))
    throw Error(ErrorCode::invalid_model, where + ": its table of characters is damaged");
}

PieceNormalizer::Prefix PieceNormalizer::normalize_prefix(std::string_view text) const {
  Prefix longest = {{}, 0};
  if (!trie_.empty()) {
    std::size_t node = offset_of(trie_[0]);
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      node ^= byte;
      if (node >= trie_.size() || label_of(trie_[node]) != byte) break;
      const std::uint32_t unit = trie_[node];
      node ^= offset_of(unit);
      if (!has_leaf(unit)) continue;
      if (node >= trie_.size() || value_of(trie_[node]) >= strings_.size()) break;
      longest = {strings_.c_str() + value_of(trie_[node]), i + 1};
    }
  }
  // A table may match inside a character only where it is damaged.
  if (longest.size > 0 && (longest.size == text.size() || !is_continuation(text[longest.size]))) return longest;
  const std::size_t size = first_character(text);
  return {text.substr(0, size), size};
}

std::string PieceNormalizer::normalize(std::string_view text) const {
  const std::string_view space = escape_whitespaces_ ? kSpaceSign : " ";
  if (remove_extra_whitespaces_)
    while (!text.empty()) {
      const Prefix prefix = normalize_prefix(text);
      if (prefix.replacement != " ") break;
      text.remove_prefix(prefix.size);
    }
  std::string out;
  if (text.empty()) return out;
  out.reserve(text.size() + text.size() / 2 + space.size());
  if (add_dummy_prefix_ && !whitespace_as_suffix_) out += space;
  bool after_space = remove_extra_whitespaces_;
  while (!text.empty()) {
    auto [replacement, size] = normalize_prefix(text);
    text.remove_prefix(size);
    while (after_space && !replacement.empty() && replacement.front() == ' ') replacement.remove_prefix(1);
    if (!replacement.empty()) {
      for (const char c : replacement) {
        if (c == ' ') out += space;
        else out += c;
      }
      after_space = replacement.back() == ' ';
    }
    if (!remove_extra_whitespaces_) after_space = false;
  }
  if (remove_extra_whitespaces_)
    while (out.ends_with(space)) out.resize(out.size() - space.size());
  if (add_dummy_prefix_ && whitespace_as_suffix_) out += space;
  return out;
}

}  // namespace klinker
