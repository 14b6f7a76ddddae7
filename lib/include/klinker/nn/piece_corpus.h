#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "klinker/tokenize/subword_model.h"

namespace klinker {

/// Texts as pieces, special tokens around each, held in memory with 4 bytes a piece: what language models are trained on.
class PieceCorpus {
 public:
  /// Lines of plain text, or the texts of .jsonl files, a uniform sample of at most `limit`. A line longer than
  /// `max_pieces` is cut into several texts. Throws Error(io), Error(invalid_utf8), and Error(wrong_value) where there is
  /// no text at all.
  PieceCorpus(const std::vector<std::string>& paths, const SubwordModel& tokenizer, std::size_t max_pieces,
              std::size_t limit = static_cast<std::size_t>(-1), std::uint64_t seed = 1);

  std::size_t size() const { return offsets_.size() - 1; }
  std::size_t pieces() const { return ids_.size(); }
  std::span<const int> operator[](std::size_t text) const {
    return std::span(ids_).subspan(offsets_[text], offsets_[text + 1] - offsets_[text]);
  }

 private:
  void add(std::span<const int> pieces, const SpecialPieces& special, std::size_t max_pieces);

  std::vector<int> ids_;
  std::vector<std::size_t> offsets_ = {0};
};

/// The order in which texts of the given lengths are read in one pass, cut into batches of at most `batch_pieces` pieces:
/// shuffled, then texts of like lengths together, then the batches shuffled. The same for the same seed.
std::vector<std::vector<std::size_t>> shuffled_batches(const std::vector<std::size_t>& lengths, std::size_t batch_pieces,
                                                       std::uint64_t seed);

}  // namespace klinker
