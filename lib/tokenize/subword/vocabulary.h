#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "piece_trie.h"

namespace klinker {

/// A hash of some bytes, quick for short ones.
std::uint64_t hash_of(std::string_view bytes);

/// Pieces and their numbers. A piece that is added again gets the new number.
class Vocabulary {
 public:
  static constexpr int kMaxId = (1 << 24) - 1;

  /// `id` from 0 to kMaxId.
  void add(std::string_view piece, int id);

  /// The id of a piece, or -1.
  int find(std::string_view piece) const;

  bool has(int id) const {
    return id >= 0 && static_cast<std::size_t>(id) < by_id_.size() && by_id_[static_cast<std::size_t>(id)] != kNone;
  }

  /// The piece with an id that `has`.
  std::string_view piece(int id) const { return text_of(by_id_[static_cast<std::size_t>(id)]); }

  /// How many pieces there are.
  std::size_t count() const { return entries_.size(); }

  /// One more than the greatest id.
  std::size_t size() const { return by_id_.size(); }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  struct Entry {
    std::size_t start, size;
    int id;
  };
  std::string_view text_of(std::uint32_t entry) const {
    return std::string_view(text_).substr(entries_[entry].start, entries_[entry].size);
  }
  std::size_t slot_of(std::string_view piece) const;
  void grow();

  std::string text_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;
  std::vector<std::uint32_t> by_id_;
};

/// A trie of pieces. Throws Error(unsupported) with `where` for more than it can hold.
PieceTrie make_trie(std::vector<std::pair<std::string_view, int>> pieces, const std::string& where);

}  // namespace klinker
