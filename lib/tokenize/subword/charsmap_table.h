#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// What a SentencePiece model makes of characters before it splits them: a trie as Darts-clone writes it
/// (https://github.com/s-yata/darts-clone), with what each entry becomes. Empty: nothing is changed.
class CharsmapTable {
 public:
  CharsmapTable() = default;

  /// Throws Error(invalid_model) with `where` for a table that does not hold together.
  CharsmapTable(std::string_view bytes, const std::string& where);

  bool empty() const { return units_.empty(); }

  /// Calls `use(size, replacement)` for every entry that `text` begins with, the shortest first, until it returns false.
  template <typename Use>
  void each_prefix(std::string_view text, Use use) const {
    if (empty()) return;
    std::size_t node = offset_of(units_[0]);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!step(node, static_cast<unsigned char>(text[i]))) return;
      const std::uint32_t unit = units_[node];
      node ^= offset_of(unit);
      if (!has_value(unit)) continue;
      if (node >= units_.size() || value_of(units_[node]) >= strings_.size()) return;
      if (!use(i + 1, std::string_view(strings_.c_str() + value_of(units_[node])))) return;
    }
  }

  /// Whether an entry begins with this byte and has no byte beyond ASCII behind it.
  bool changes(unsigned char byte) const;

 private:
  static bool has_value(std::uint32_t unit) { return (unit >> 8 & 1) != 0; }
  static std::uint32_t value_of(std::uint32_t unit) { return unit & 0x7FFFFFFF; }
  static std::uint32_t label_of(std::uint32_t unit) { return unit & 0x800000FF; }
  static std::uint32_t offset_of(std::uint32_t unit) { return (unit >> 10) << ((unit & 0x200) >> 6); }

  // From the base of a unit to the unit that `byte` leads to.
  bool step(std::size_t& node, unsigned char byte) const {
    node ^= byte;
    return node < units_.size() && label_of(units_[node]) == byte;
  }

  std::vector<std::uint32_t> units_;
  std::string strings_;  // each ends in a NUL
};

}  // namespace klinker
