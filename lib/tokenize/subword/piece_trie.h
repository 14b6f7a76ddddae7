#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace klinker {

/// Finds the pieces that begin at a place of a text: a double array with units of four bytes, so that the busy part of a
/// large vocabulary stays in the processor's cache. Source: Aoe 1989.
class PieceTrie {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  struct Entry {
    std::string_view text;  // UTF-8, not empty
    int id;
    double score;
  };

  /// Throws Error(invalid_model) where a piece is there twice, Error(unsupported) where they are too many, both with
  /// `where`.
  PieceTrie(std::vector<Entry> entries, const std::string& where);

  static constexpr std::uint32_t root() { return 0; }

  /// kNone where no piece goes on this way.
  std::uint32_t step(std::uint32_t node, char c) const {
    const auto label = static_cast<unsigned char>(c);
    const std::uint32_t child = (units_[node] >> kBaseShift) + label;
    return (units_[child] & kLabel) == label ? child : kNone;
  }

  bool ends(std::uint32_t node) const { return (units_[node] & kEnds) != 0; }

  /// The piece that ends at `node`; -1 where none does.
  int id(std::uint32_t node) const { return pieces_[node].id; }
  double score(std::uint32_t node) const {
    const float score = pieces_[node].score;
    return score == score ? static_cast<double>(score) : exact_scores_.at(node);
  }

  /// The node of a whole piece, or kNone where there is none.
  std::uint32_t find(std::string_view piece) const {
    std::uint32_t node = root();
    for (const char c : piece)
      if ((node = step(node, c)) == kNone) return kNone;
    return ends(node) ? node : kNone;
  }

 private:
  // A unit: the byte that leads to it, whether a piece ends here, and where its children are: that for byte c at base + c.
  // No two nodes have the same base, so the byte alone shows whose child it is. 0xFF is in no UTF-8, and marks a unit that
  // is nobody's.
  static constexpr std::uint32_t kLabel = 0xFF, kEnds = 0x100, kFree = 0xFF;
  static constexpr unsigned kBaseShift = 9;

  struct Ending {
    float score = 0;  // not a number: a double that is no float
    int id = -1;
  };

  void grow(std::size_t size);

  std::vector<std::uint32_t> units_;
  std::vector<Ending> pieces_;  // for each unit
  std::unordered_map<std::uint32_t, double> exact_scores_;
};

}  // namespace klinker
