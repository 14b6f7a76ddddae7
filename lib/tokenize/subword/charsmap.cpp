#include "charsmap.h"

#include "grapheme.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

constexpr std::size_t kClusterBytes = 5;

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

Charsmap::Charsmap(std::string_view bytes, const std::string& where) : table_(bytes, where) {
  std::string_view ignored;
  for (std::size_t c = 0; c < changes_ascii_.size(); ++c) {
    const char byte = static_cast<char>(c);
    changes_ascii_[c] = find({&byte, 1}, ignored);
  }
}

bool Charsmap::find(std::string_view text, std::string_view& replacement) const {
  bool found = false;
  table_.each_prefix(text, [&](std::size_t, std::string_view shortest) {
    replacement = shortest;
    found = !find_invalid_utf8(shortest);
    return false;
  });
  return found;
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
