#include "prune_vocabulary_weights.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <list>
#include <map>

#include "klinker/error.h"

namespace klinker {
namespace {

// What published models call the tensors that have a row for each piece.
constexpr const char* kEmbeddings[] = {"word_embeddings.weight", "tok_embeddings.weight", "embed_tokens.weight",
                                       "shared.weight", "wte.weight"};
constexpr const char* kHeads[] = {
    "predictions.bias",     "predictions.decoder.weight", "predictions.decoder.bias", "lm_head.weight",
    "lm_head.bias",         "lm_head.decoder.weight",     "lm_head.decoder.bias",     "vocab_projector.weight",
    "vocab_projector.bias", "generator_lm_head.bias",     "generator_lm_head.weight"};

template <std::size_t N>
bool is_one_of(const char* const (&names)[N], std::string_view name) {
  return std::any_of(std::begin(names), std::end(names), [&](std::string_view known) {
    return name.ends_with(known) && (name.size() == known.size() || name[name.size() - known.size() - 1] == '.');
  });
}

// Little endian, as everything in the file.
std::uint32_t read_bits(const char* bytes, std::size_t size) {
  std::uint32_t bits = 0;
  for (std::size_t i = size; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(bytes[i]);
  return bits;
}

void append_bits(std::string& out, std::uint32_t bits, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(bits >> (8 * i) & 0xFF);
}

float from_half(std::uint32_t half) {
  const std::uint32_t exponent = half >> 10 & 0x1F, fraction = half & 0x3FF;
  const float sign = (half & 0x8000) != 0 ? -1.0f : 1.0f;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  if (exponent == 0x1F) return std::bit_cast<float>((half & 0x8000) << 16 | 0x7F800000 | fraction << 13);
  return sign * std::ldexp(static_cast<float>(fraction | 0x400), static_cast<int>(exponent) - 25);
}

// The nearest, of two that are equally near the even one.
std::uint32_t to_half(float value) {
  const std::uint32_t sign = std::bit_cast<std::uint32_t>(value) >> 16 & 0x8000;
  if (std::isnan(value)) return sign | 0x7E00;
  const float size = std::fabs(value);
  if (size >= 65520) return sign | 0x7C00;  // what would be rounded up to 2^16
  // Numbers below 2^-14 have as many bits behind the point as 2^-14 has.
  const int exponent = std::max(size > 0 ? std::ilogb(size) : -14, -14);
  const auto units = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(size, 10 - exponent)));
  return sign | (static_cast<std::uint32_t>(exponent + 14) * 0x400 + units);
}

bool is_float(TensorType type) { return type == TensorType::f32 || type == TensorType::f16 || type == TensorType::bf16; }

float read_float(const char* bytes, TensorType type) {
  if (type == TensorType::f16) return from_half(read_bits(bytes, 2));
  return std::bit_cast<float>(type == TensorType::bf16 ? read_bits(bytes, 2) << 16 : read_bits(bytes, 4));
}

std::string convert(const TensorView& tensor, TensorType type, const std::string& where) {
  std::string out;
  const std::size_t from = size_of(tensor.type), to = size_of(type);
  out.reserve(tensor.bytes.size() / from * to);
  for (std::size_t at = 0; at < tensor.bytes.size(); at += from) {
    const float value = read_float(tensor.bytes.data() + at, tensor.type);
    const std::uint32_t bits = type == TensorType::f16 ? to_half(value) : std::bit_cast<std::uint32_t>(value);
    if (type == TensorType::f16 && std::isfinite(value) && (bits & 0x7C00) == 0x7C00)
      throw Error(ErrorCode::wrong_value, where + ": has a weight that is too large for f16; take f32");
    append_bits(out, bits, to);
  }
  return out;
}

std::string select_rows(const TensorView& tensor, const std::vector<int>& kept) {
  const std::size_t row = tensor.bytes.size() / static_cast<std::size_t>(tensor.shape[0]);
  std::string out;
  out.reserve(row * kept.size());
  for (const int id : kept) out += tensor.bytes.substr(static_cast<std::size_t>(id) * row, row);
  return out;
}

}  // namespace

void write_kept_rows(const Checkpoint& weights, std::int64_t vocabulary, const std::vector<int>& kept,
                     std::optional<TensorType> type, const std::string& path) {
  std::map<std::string, TensorView> tensors = weights.tensors();
  std::list<std::string> made;
  bool has_embeddings = false;
  for (auto& [name, tensor] : tensors) {
    const std::string where = weights.path() + ", tensor " + name;
    const bool is_embedding = is_one_of(kEmbeddings, name);
    has_embeddings |= is_embedding;
    if (is_embedding || is_one_of(kHeads, name)) {
      if (tensor.shape.empty() || tensor.shape[0] != vocabulary)
        throw Error(ErrorCode::invalid_model, where + ": does not have the " + std::to_string(vocabulary) +
                                                  " rows that \"vocab_size\" in config.json says");
      made.push_back(select_rows(tensor, kept));
      tensor.bytes = made.back();
      tensor.shape[0] = static_cast<std::int64_t>(kept.size());
    }
    if (!type || tensor.type == *type || !is_float(tensor.type)) continue;
    made.push_back(convert(tensor, *type, where));
    tensor.bytes = made.back();
    tensor.type = *type;
  }
  if (!has_embeddings)
    throw Error(ErrorCode::unsupported, weights.path() +
                                            ": has no embeddings of pieces under a name that is known, such as "
                                            "embeddings.word_embeddings.weight");
  write_safetensors(path, tensors, weights.metadata());
}

}  // namespace klinker
