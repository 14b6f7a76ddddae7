#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace klinker {

/// The pieces of a model, and how it splits words into them.
struct PieceInventory {
  std::vector<std::string> pieces;  ///< by number; empty where there is none
  std::vector<double> scores;       ///< by number, of a unigram model; of WordPiece none
  std::string prefix;               ///< of pieces of WordPiece that go on a word
  std::vector<bool> required;       ///< by number: stays
  std::vector<bool> inert;          ///< by number: stands in no word, as special pieces do
};

/// Words as the model's own normaliser and pre-tokenizer make them, with how often they occur.
using WordCounts = std::unordered_map<std::string, std::uint64_t>;

struct PieceChoice {
  std::vector<int> kept;  ///< numbers, ascending
  std::uint64_t pieces_before = 0;
  std::uint64_t pieces = 0;
};

/// Throws Error(wrong_value) where more pieces are required than `size`, or there are fewer than `size`.
PieceChoice choose_pieces(const PieceInventory& inventory, const WordCounts& words, std::size_t size,
                          const std::string& where);

}  // namespace klinker
