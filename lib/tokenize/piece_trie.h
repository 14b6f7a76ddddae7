#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace klinker {

/// Finds the pieces that begin at a place of a text. Edges lie in one hash table, so that a step costs one look.
class PieceTrie {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  /// Room for pieces with `edges` different beginnings in all, at most 2^24.
  explicit PieceTrie(std::size_t edges) : edges_(std::bit_ceil(2 * edges + 2)) { values_.push_back(-1); }

  void add(std::string_view piece, int id) {
    std::uint32_t node = 0;
    for (const char c : piece) {
      Edge& edge = find(node, c);
      if (edge.child == kNone) {
        edge = {key(node, c), static_cast<std::uint32_t>(values_.size())};
        values_.push_back(-1);
      }
      node = edge.child;
    }
    values_[node] = id;
  }

  static constexpr std::uint32_t root() { return 0; }

  /// kNone where no piece goes on this way.
  std::uint32_t step(std::uint32_t node, char c) const { return const_cast<PieceTrie*>(this)->find(node, c).child; }

  /// The piece that ends at `node`, or -1.
  int id(std::uint32_t node) const { return values_[node]; }

  /// The id of a whole piece, or -1.
  int find(std::string_view piece) const {
    std::uint32_t node = root();
    for (const char c : piece)
      if ((node = step(node, c)) == kNone) return -1;
    return id(node);
  }

 private:
  struct Edge {
    std::uint32_t key = 0;
    std::uint32_t child = kNone;
  };

  static std::uint32_t key(std::uint32_t node, char c) { return node << 8 | static_cast<unsigned char>(c); }
  Edge& find(std::uint32_t node, char c) {
    const std::uint32_t wanted = key(node, c);
    const std::size_t mask = edges_.size() - 1;
    std::size_t at = (wanted * 0x9E3779B97F4A7C15u >> 24) & mask;
    while (edges_[at].child != kNone && edges_[at].key != wanted) at = (at + 1) & mask;
    return edges_[at];
  }

  std::vector<Edge> edges_;
  std::vector<int> values_;
};

}  // namespace klinker
