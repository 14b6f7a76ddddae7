#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charsmap_table.h"
#include "piece_trie.h"
#include "sentencepiece_file.h"

namespace klinker {

/// Rewrites text the way a SentencePiece model wants it: compatible characters, spaces, the sign for a space.
class PieceNormalizer {
 public:
  /// Throws Error(invalid_model) with `where` for a table that does not hold together.
  PieceNormalizer(const SentencePieceFile& file, const std::string& where);

  /// Writes what becomes of `text` into `out`, and into `places`, where it is not null, for each byte of `out` and for its
  /// end the byte of `text` that it comes from. Throws Error(wrong_value) where that is more than 1 GB.
  void normalize(std::string_view text, std::string& out, std::vector<std::uint32_t>* places) const;

  /// The size of the longest user-defined piece at the start of `text`, or 0. Such a piece is never changed or split.
  std::size_t user_defined(std::string_view text) const;

 private:
  struct Prefix {
    std::string_view replacement;
    std::size_t size;  // bytes of the text that it stands for
  };
  Prefix normalize_prefix(std::string_view text) const;
  bool stays(unsigned char byte) const;
  std::size_t unchanged(std::string_view text, std::size_t at) const;

  CharsmapTable table_;
  std::optional<PieceTrie> user_defined_;
  std::array<bool, 256> stays_{};  // a byte that nothing is done to, as long as an ASCII character follows
  bool add_dummy_prefix_, remove_extra_whitespaces_, escape_whitespaces_, whitespace_as_suffix_;
};

/// "▁", which stands for a space in pieces.
inline constexpr std::string_view kSpaceSign = "\xE2\x96\x81";

}  // namespace klinker
