#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// Finds the pieces that begin at a place of a text: a double array, one unit of 16 bytes a step. Source: Aoe 1989.
class PieceTrie {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  struct Entry {
    std::string_view text;  // not empty
    int id;
    double score;
  };

  /// Throws Error(invalid_model) where a piece is there twice, Error(unsupported) where they are too many, both with `where`.
  PieceTrie(std::vector<Entry> entries, const std::string& where);

  static constexpr std::uint32_t root() { return 0; }

  /// kNone where no piece goes on this way.
  std::uint32_t step(std::uint32_t node, char c) const {
    const std::uint32_t child = units_[node].base + static_cast<unsigned char>(c);
    return units_[child].parent == node ? child : kNone;
  }

  /// The piece that ends at `node`, or -1.
  int id(std::uint32_t node) const { return ids_[node]; }

  /// Its score, not a number where none ends.
  double score(std::uint32_t node) const { return units_[node].score; }

  /// The node of a whole piece, or kNone where there is none.
  std::uint32_t find(std::string_view piece) const {
    std::uint32_t node = root();
    for (const char c : piece)
      if ((node = step(node, c)) == kNone) return kNone;
    return id(node) < 0 ? kNone : node;
  }

 private:
  struct Unit {
    std::uint32_t parent = kNone;  // none: nobody's
    std::uint32_t base = 0;        // the child for c is at base + c
    double score = std::numeric_limits<double>::quiet_NaN();
  };

  std::uint32_t place(const std::vector<unsigned char>& labels);

  std::vector<Unit> units_;
  std::vector<int> ids_;
  std::uint32_t first_free_ = 1;  // while it is built: no unit before it is looked at again
};

}  // namespace klinker
