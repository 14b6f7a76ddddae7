#include "charsmap.h"

#include "grapheme.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kClusterBytes = 5;

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// The parts of a unit of Darts-clone (https://github.com/s-yata/darts-clone).
std::uint32_t value_of(std::uint32_t unit) { return unit & 0x7FFFFFFF; }
std::uint32_t label_of(std::uint32_t unit) { return unit & 0x800000FF; }
std::uint32_t offset_of(std::uint32_t unit) { return (unit >> 10) << ((unit & 0x200) >> 6); }

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += !is_continuation(c);
  return count;
}

// The characters of `part` become those of `replacement`. Where there are fewer of them, the last one written so far takes
// in the rest, even if it belongs to an earlier part; so does the original.
void append_changes(std::string_view part, std::string_view replacement, std::vector<AlignedText::Change>& changes) {
  for (std::size_t at = 0; at < replacement.size();) changes.push_back({next_code_point(replacement, at), 0});
  const auto before = static_cast<int>(count_characters(part)), after = static_cast<int>(count_characters(replacement));
  for (int i = 0; i < after - before; ++i) changes[changes.size() - 1 - static_cast<std::size_t>(i)].change = 1;
  if (after < before && !changes.empty()) changes.back().change += after - before;
}

}  // namespace

Charsmap::Charsmap(std::string_view bytes, const std::string& where) {
  const auto require = [&](bool condition) {
    if (!condition) throw Error(ErrorCode::invalid_model, where + ": its table of characters is damaged");
  };
  require(bytes.size() >= 4);
  const std::size_t size = read_u32(bytes, 0);
  require(size > 0 && size % 4 == 0 && size < bytes.size() - 4);
  for (std::size_t at = 4; at < 4 + size; at += 4) trie_.push_back(read_u32(bytes, at));
  strings_ = bytes.substr(4 + size);
  require(strings_.back() == '\0' && !find_invalid_utf8(strings_));
  std::string_view ignored;
  for (std::size_t c = 0; c < changes_ascii_.size(); ++c) {
    const char byte = static_cast<char>(c);
    changes_ascii_[c] = find({&byte, 1}, ignored);
  }
}

bool Charsmap::find(std::string_view text, std::string_view& replacement) const {
  std::size_t node = offset_of(trie_[0]);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    node ^= byte;
    if (byte == 0 || node >= trie_.size() || label_of(trie_[node]) != byte) return false;
    const std::uint32_t unit = trie_[node];
    node ^= offset_of(unit);
    if ((unit >> 8 & 1) == 0) continue;
    if (node >= trie_.size() || value_of(trie_[node]) >= strings_.size()) return false;
    replacement = strings_.c_str() + value_of(trie_[node]);
    return !find_invalid_utf8(replacement);
  }
  return false;
}

bool Charsmap::apply(std::string_view text, std::vector<AlignedText::Change>& changes) const {
  const auto is_plain = [&](std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte < 0x80 && !changes_ascii_[byte];
  };
  std::size_t plain = 0;
  while (plain < text.size() && is_plain(plain)) ++plain;
  if (plain == text.size()) return false;

  changes.clear();
  bool changed = false;
  std::string_view replacement;
  for (std::size_t at = 0; at < text.size();) {
    if (is_plain(at) && (at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) < 0x80)) {
      changes.push_back({static_cast<char32_t>(text[at++]), 0});
      continue;
    }
    const std::size_t end = grapheme_end(text, at);
    const std::string_view cluster = text.substr(at, end - at);
    if (cluster.size() <= kClusterBytes && find(cluster, replacement)) {
      append_changes(cluster, replacement, changes);
      changed = true;
      at = end;
    }
    while (at < end) {
      const std::size_t start = at;
      const char32_t c = next_code_point(text, at);
      if (find(text.substr(start, at - start), replacement)) {
        append_changes(text.substr(start, at - start), replacement, changes);
        changed = true;
      } else {
        changes.push_back({c, 0});
      }
    }
  }
  return changed;
}

}  // namespace klinker
