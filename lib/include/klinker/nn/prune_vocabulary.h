#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "klinker/nn/safetensors.h"

namespace klinker {

struct VocabularyPruning {
  std::string model;   ///< a folder in the Hugging Face layout
  std::string output;  ///< a folder that is there and empty
  std::size_t size = 0;
  std::optional<TensorType> type;  ///< f32 or f16 for the weights; else they stay what they are
};

/// What it cost, counted on the texts that the pieces were chosen for.
struct PrunedVocabulary {
  std::size_t rows_before = 0;  ///< of the embeddings
  std::size_t rows = 0;
  std::uint64_t words = 0;  ///< between white space
  std::uint64_t pieces_before = 0;
  std::uint64_t pieces = 0;
};

/// Makes a model for the language of `texts` out of one for many languages, whose table of embeddings is most of its size:
/// keeps the `size` pieces of its tokenizer that spare these texts most pieces, with their rows and their order. Kept
/// whatever the texts say are special pieces, and single characters of Dutch (letters of Latin, digits, punctuation, emoji),
/// at the start of a word too. A piece that goes is split into others, so they are chosen in rounds: count, drop those whose
/// loss adds the fewest pieces, count again (as the pruning of Kudo 2018, with pieces instead of likelihood for a loss).
///
/// Reads a tokenizer.json of type Unigram or WordPiece, or a vocab.txt, and model.safetensors. Writes the tokenizer,
/// config.json with another "vocab_size" and other numbers of special pieces, model.safetensors in which the rows of the
/// embeddings and of the head that predicts pieces are a selection, and the other small files of the folder. All else is the
/// same byte for byte, unless `type` says otherwise.
///
/// Throws Error(io), Error(invalid_model), Error(wrong_value) for a size that is too small or too large, and
/// Error(unsupported) for another tokenizer: merges of a BPE need pieces that no text uses.
PrunedVocabulary prune_vocabulary(const VocabularyPruning& pruning, const std::vector<std::string>& texts);

}  // namespace klinker
