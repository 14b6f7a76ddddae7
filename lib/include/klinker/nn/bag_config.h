#pragma once

#include <cstdint>

namespace klinker {

/// Sizes and regularisation of EncoderBag; names in config.json in brackets.
struct BagConfig {
  std::int64_t vocabulary = 8000;       ///< [vocab_size] pieces
  std::int64_t bigram_buckets = 16384;  ///< [bigram_buckets] rows that pairs of pieces share; 0: no pairs
  std::int64_t embedding = 64;          ///< [embedding_size]
  std::int64_t hidden = 64;             ///< [hidden_size]
  double dropout = 0.3;                 ///< [hidden_dropout_prob]
  double piece_dropout = 0.1;           ///< [piece_dropout_prob] pieces left out of a text while training
  std::int64_t max_pieces = 8192;       ///< [max_position_embeddings]
};

}  // namespace klinker
