#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernel_linear.h"
#include "klinker/nn/transformer_config.h"

namespace klinker::kernels {

/// A transformer encoder for inference on CPUs: weights in the order in which products read them, texts one after the
/// other without padding. Immutable: any number of threads may use it.
class Transformer {
 public:
  struct LinearWeights {
    const float *weight = nullptr, *bias = nullptr;
  };
  struct LayerWeights {
    LinearWeights qkv, attention_output, attention_norm, intermediate, output, output_norm;
  };
  /// Row by row, in the sizes of the configuration. The tables are read while the object lives, the others are copied.
  struct Weights {
    const float *pieces, *positions, *types = nullptr;
    LinearWeights embedding_norm, projection;
    std::vector<LayerWeights> layers;
  };

  /// Throws Error(unsupported), see Linear.
  Transformer(const TransformerConfig& config, const Weights& weights, Precision precision);

  /// Pieces as in PieceBatch.
  struct Texts {
    std::span<const std::int64_t> ids, types, offsets;
  };

  /// The states of all pieces [pieces, hidden], or those of the first piece of each text [texts, hidden], where no text
  /// may be empty. Texts are shared by `threads`; where there is little text, products are. Throws Error(wrong_value)
  /// for pieces and types that the tables do not have.
  void states(const Texts& texts, bool firsts, int threads, float* out) const;

 private:
  struct Norm {
    std::vector<float> weight, bias;
  };
  struct Layer {
    Linear qkv, attention_output, intermediate, output;
    Norm attention_norm, output_norm;
  };
  struct Chunk;

  static Norm copy(const LinearWeights& weights, std::int64_t size);
  void check(const Texts& texts) const;
  void run(const Chunk& chunk, float* out) const;
  void embed(const Chunk& chunk, const Rows& rows) const;
  void attend(const Chunk& chunk, const Rows& qkv, const Rows& out, std::ptrdiff_t most_queries) const;
  void finish(const Layer& layer, const Rows& attended, const Rows& rows, int threads) const;
  void normalize(const Rows& rows, const Norm& norm) const;

  TransformerConfig config_;
  const float *pieces_, *positions_, *types_;
  Norm embedding_norm_;
  std::vector<Linear> projection_;  // one, or none
  std::vector<Layer> layers_;
};

}  // namespace klinker::kernels
