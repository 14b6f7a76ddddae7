#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "klinker/nn/checkpoint.h"

namespace klinker {

/// Writes the tensors of `weights` to `path`, of the embeddings of pieces and of the head that predicts them only the rows
/// `kept`, of `vocabulary` that they have. `type` f32 or f16: floats of 16 and 32 bits become that. Throws
/// Error(invalid_model) for other numbers of rows, Error(unsupported) where no embeddings have a known name, and
/// Error(wrong_value) for a weight that the type cannot hold.
void write_kept_rows(const Checkpoint& weights, std::int64_t vocabulary, const std::vector<int>& kept,
                     std::optional<TensorType> type, const std::string& path);

}  // namespace klinker
