#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// How the vectors of the pieces of a text, special ones among them, become one: their mean, the first one, or the greatest
/// number at each place.
enum class Pooling : std::uint8_t { mean, cls, max };

struct EmbedderOptions {
  std::optional<Pooling> pooling = {};     ///< nothing: as the folder says, else the mean
  std::optional<bool> normalize = {};      ///< to length 1; nothing: as the folder says, else not
  std::optional<std::string> prefix = {};  ///< before each text, as "query: " for E5; nothing: as the folder says, else none
  unsigned threads = 1;                    ///< for the tensors of one call; batch commands run many calls instead
  std::string device = "cpu";              ///< see tensor_device
};

/// Gives texts vectors. A folder of sentence-transformers says how (modules.json and what that names). Immutable: one
/// embedder may serve any number of threads. Source: Reimers and Gurevych 2019.
class Embedder {
 public:
  /// Opens a model folder. Throws Error(io), Error(invalid_model), and Error(unsupported) that names a setting which this
  /// version does not know.
  static Embedder load(const std::string& folder, const EmbedderOptions& options = {});

  ~Embedder();
  Embedder(Embedder&&) noexcept;
  Embedder& operator=(Embedder&&) noexcept;

  /// How many numbers a vector has.
  std::size_t size() const;

  /// Pieces that are read of one text, special ones included.
  std::size_t max_pieces() const;

  /// One vector for each text (valid UTF-8), in their order, whatever stands beside it. What is read of one text is bounded:
  /// its first 32 KiB, and of those `max_pieces()`. A text of which no piece is left gets zeros.
  ///
  ///     const auto embedder = klinker::Embedder::load("multilingual-e5-small", {.prefix = "query: "});
  ///     const std::string_view text = "waar blijft mijn pakje?";
  ///     use(embedder.embed({&text, 1}).front());
  std::vector<std::vector<float>> embed(std::span<const std::string_view> texts) const;

 private:
  struct Impl;
  explicit Embedder(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace klinker
