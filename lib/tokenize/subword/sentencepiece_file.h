#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

enum class PieceType : std::uint8_t { normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };

struct Piece {
  std::string text;
  float score = 0;
  PieceType type = PieceType::normal;
};

/// What a SentencePiece `.model` file says, as far as splitting text needs it. The file is a protocol buffer
/// (sentencepiece_model.proto); unknown fields are passed over.
struct SentencePieceFile {
  enum class Algorithm { unigram = 1, bpe = 2 };

  std::vector<Piece> pieces;
  Algorithm algorithm = Algorithm::unigram;
  bool byte_fallback = false;
  bool whitespace_as_suffix = false;
  std::string unknown_surface = " \xE2\x81\x87 ";
  std::string charsmap;  ///< the normaliser's trie and its strings; empty: nothing is changed
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;

  /// Throws Error(invalid_model) and Error(unsupported) with `where`.
  static SentencePieceFile parse(std::string_view bytes, const std::string& where);
};

}  // namespace klinker
