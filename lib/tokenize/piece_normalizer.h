#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sentencepiece_file.h"

namespace klinker {

/// Rewrites text the way a SentencePiece model wants it: compatible characters, spaces, the sign for a space.
class PieceNormalizer {
 public:
  /// Throws Error(invalid_model) with `where` for a table that does not hold together.
  PieceNormalizer(const SentencePieceFile& file, const std::string& where);

  std::string normalize(std::string_view text) const;

 private:
  struct Prefix {
    std::string_view replacement;
    std::size_t size;  // bytes of the text that it stands for
  };
  Prefix normalize_prefix(std::string_view text) const;

  std::vector<std::uint32_t> trie_;  // a double array as Darts-clone writes it
  std::string strings_;
  bool add_dummy_prefix_, remove_extra_whitespaces_, escape_whitespaces_, whitespace_as_suffix_;
};

/// "▁", which stands for a space in pieces.
inline constexpr std::string_view kSpaceSign = "\xE2\x96\x81";

}  // namespace klinker
