#pragma once

#include <memory>
#include <string>
#include <vector>

#include "split_pattern.h"

namespace klinker {

/// One step from pieces back to text, as a tokenizer.json asks for. The text is what the last step leaves, joined.
class PieceDecoder {
 public:
  virtual ~PieceDecoder() = default;
  virtual void apply(std::vector<std::string>& pieces) const = 0;

  static std::unique_ptr<PieceDecoder> bpe(std::string suffix);
  static std::unique_ptr<PieceDecoder> byte_level();
  static std::unique_ptr<PieceDecoder> byte_fallback();
  static std::unique_ptr<PieceDecoder> fuse();
  static std::unique_ptr<PieceDecoder> metaspace(std::string replacement, bool prepends);
  static std::unique_ptr<PieceDecoder> replace(std::unique_ptr<SplitPattern> pattern, std::string content);

  /// Takes at most `start` times `character` off the beginning of a piece, and `stop` times off its end.
  static std::unique_ptr<PieceDecoder> strip(std::string character, std::size_t start, std::size_t stop);
  static std::unique_ptr<PieceDecoder> word_piece(std::string prefix, bool cleanup);
  static std::unique_ptr<PieceDecoder> sequence(std::vector<std::unique_ptr<PieceDecoder>> steps);
};

}  // namespace klinker
