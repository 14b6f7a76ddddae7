#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "klinker/tokenize/subword_model.h"

namespace klinker {

/// What is put around the pieces of one text, or of two.
struct PieceTemplate {
  /// A text, or special tokens.
  struct Item {
    int text = -1;  ///< 0 or 1; -1: special tokens
    std::vector<int> ids;
    int type_id = 0;
  };

  std::vector<Item> single = {{0, {}, 0}};
  std::vector<Item> pair = {{0, {}, 0}, {1, {}, 1}};
};

/// How many pieces of each text remain, so that all of them and the special tokens fit. Throws Error(wrong_value) where that
/// cannot be.
std::array<std::size_t, 2> room_for(std::array<std::size_t, 2> sizes, bool is_pair, std::size_t special,
                                    const SubwordOptions& options);

/// Keeps `size` pieces of a text, on one side.
void truncate(SubwordEncoding& text, std::size_t size, TruncationSide side);

/// Puts texts and special tokens together.
void assemble(const std::vector<PieceTemplate::Item>& items, const std::array<const SubwordEncoding*, 2>& texts,
              bool special_tokens, SubwordEncoding& result);

std::size_t count_special(const std::vector<PieceTemplate::Item>& items);

}  // namespace klinker
