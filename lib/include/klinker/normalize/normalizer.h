#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/normalize/edit.h"
#include "klinker/tokenize/tokenizer.h"

namespace klinker {

/// Which readings are looked for. `automatic` looks at the text: forms that are also standard words are read as
/// non-standard only when the rest of the text shows their variety.
enum class NormalizerProfile { automatic, chat, flemish, street, clinical };

/// Throws Error(wrong_value) for a name that is no profile ("auto", "chat", "flemish", "street", "clinical").
NormalizerProfile normalizer_profile(std::string_view name);

struct NormalizerOptions {
  NormalizerProfile profile = NormalizerProfile::automatic;
  std::string table;  ///< the text of a user table (columns: form, replacement, kind, variety, ambiguous); wins over the built-in ones
};

struct Normalization {
  std::string text;
  std::vector<Edit> edits;  ///< ascending, not overlapping; `text == apply_edits(original, edits)`
};

/// Rewrites non-standard Dutch to standard Dutch. What is standard already stays untouched, byte for byte. Immutable and
/// safe to share between threads.
class Normalizer {
 public:
  /// Throws Error(invalid_table).
  explicit Normalizer(const NormalizerOptions& options = {});
  ~Normalizer();
  Normalizer(Normalizer&&) noexcept;
  Normalizer& operator=(Normalizer&&) noexcept;

  /// `text` must be valid UTF-8.
  Normalization normalize(std::string_view text) const;

  /// For text that is tokenised already: as many items as tokens, words of one token split by a space, "" for a token
  /// merged into the one before.
  std::vector<std::string> normalize(const std::vector<std::string>& tokens) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace klinker
