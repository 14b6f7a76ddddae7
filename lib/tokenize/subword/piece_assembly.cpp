#include "piece_assembly.h"

#include <algorithm>

#include "klinker/error.h"

namespace klinker {

std::array<std::size_t, 2> room_for(std::array<std::size_t, 2> sizes, bool is_pair, std::size_t special,
                                    const SubwordOptions& options) {
  auto [first, second] = sizes;
  if (options.max_pieces == 0 || first + second + special <= options.max_pieces) return sizes;
  if (options.max_pieces < special)
    throw Error(ErrorCode::wrong_value, "at most " + std::to_string(options.max_pieces) + " pieces leave no room for " +
                                            std::to_string(special) + " special tokens");
  const std::size_t room = options.max_pieces - special;
  if (room == 0) return {0, 0};
  if (options.truncation == Truncation::longest_first) {
    if (!is_pair) return {room, 0};
    // The longer text gives way, until both have half of the room.
    const auto [least, most] = std::minmax(first, second);
    std::size_t small = least;
    std::size_t large = small > room ? small : std::max(small, room - small);
    if (small + large > room) {
      small = room / 2;
      large = small + room % 2;
    }
    return first > second ? std::array{std::min(large, first), std::min(small, second)}
                          : std::array{std::min(small, first), std::min(large, second)};
  }
  std::size_t& cut = options.truncation == Truncation::only_first ? first : second;
  const std::size_t excess = first + second - room;
  if (cut <= excess || (options.truncation == Truncation::only_second && !is_pair))
    throw Error(ErrorCode::wrong_value, "the text that may be cut off is too short to make all fit in " +
                                            std::to_string(options.max_pieces) + " pieces");
  cut -= excess;
  return {first, second};
}

void truncate(SubwordEncoding& text, std::size_t size, TruncationSide side) {
  if (size >= text.ids.size()) return;
  const auto drop = static_cast<std::ptrdiff_t>(side == TruncationSide::left ? text.ids.size() - size : 0);
  text.ids.erase(text.ids.begin(), text.ids.begin() + drop);
  text.spans.erase(text.spans.begin(), text.spans.begin() + drop);
  text.ids.resize(size);
  text.spans.resize(size);
}

void assemble(const std::vector<PieceTemplate::Item>& items, const std::array<const SubwordEncoding*, 2>& texts,
              bool special_tokens, SubwordEncoding& result) {
  result.clear();
  for (const PieceTemplate::Item& item : items) {
    const bool special = item.text < 0;
    if (special && !special_tokens) continue;
    const SubwordEncoding* const text = special ? nullptr : texts[static_cast<std::size_t>(item.text)];
    const std::vector<int>& ids = special ? item.ids : text->ids;
    result.ids.insert(result.ids.end(), ids.begin(), ids.end());
    if (special) result.spans.resize(result.ids.size());
    else result.spans.insert(result.spans.end(), text->spans.begin(), text->spans.end());
    result.type_ids.resize(result.ids.size(), item.type_id);
    result.special.resize(result.ids.size(), special);
    result.texts.resize(result.ids.size(), item.text == 1);
  }
}

std::size_t count_special(const std::vector<PieceTemplate::Item>& items) {
  std::size_t count = 0;
  for (const PieceTemplate::Item& item : items) count += item.ids.size();
  return count;
}

}  // namespace klinker
