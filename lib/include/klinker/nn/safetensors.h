#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// Element types that published models use.
enum class TensorType { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

/// The word in the file, e.g. "F32".
std::string_view name(TensorType type);
std::size_t size_of(TensorType type);

/// A tensor that lies in a file or in someone else's memory: little endian, row by row, not necessarily aligned.
struct TensorView {
  TensorType type = TensorType::f32;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::string_view bytes;           ///< exactly as many as shape and type need
};

/// A safetensors file, mapped into memory: opening it costs the same for 5 MB and for 5 GB. Nothing of the header is
/// believed: lengths, types, shapes and places are checked, overlaps and gaps refused, before a byte is used. The file
/// must not be cut short while it is open. Copies share the memory. Format: https://github.com/huggingface/safetensors.
class SafetensorsFile {
 public:
  /// Throws Error(io), or Error(invalid_model) with file and reason.
  explicit SafetensorsFile(const std::string& path);

  const std::string& path() const;

  /// The views live as long as this object or a copy.
  const std::map<std::string, TensorView>& tensors() const;
  bool contains(const std::string& name) const;

  /// Throws Error(invalid_model) that names file and tensor where it is not there.
  const TensorView& tensor(const std::string& name) const;

  const std::map<std::string, std::string>& metadata() const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

/// Writes `path` under a temporary name and renames it: a file that exists is complete. The same tensors give the same
/// bytes. Throws Error(io), and Error(wrong_value) for a view whose bytes do not fit its shape.
void write_safetensors(const std::string& path, const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace klinker
