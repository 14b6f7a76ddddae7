#pragma once

#include <string>

#include "klinker/nn/checkpoint.h"

namespace klinker {

/// "quant_method" of the "quantization_config" in a config.json beside such weights; `transformers` refuses what it does not
/// know.
inline constexpr const char* kQuantMethod = "klinker-nf4";

/// Writes the weights of a checkpoint to the safetensors file `path` in 4.25 bits each: a matrix NAME whose rows are whole
/// blocks of 64 becomes NAME (U8, half as many columns) and NAME_scale (F16, one number a block); the levels are those of
/// NF4 (Dettmers et al. 2023, arXiv:2305.14314). Other floating point tensors become F16. Loading makes floats of them
/// again, so they cost disk and no accuracy that is seen, but they save no time. Throws Error(io) and Error(wrong_value),
/// the latter for weights that are not finite.
void write_quantized(const Checkpoint& checkpoint, const std::string& path);

}  // namespace klinker
