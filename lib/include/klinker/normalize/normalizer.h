#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/normalize/edit.h"
#include "klinker/normalize/variety.h"
#include "klinker/tokenize/tokenizer.h"

namespace klinker {

/// Which varieties of Dutch a text may be in. `automatic` looks at the text; `dialect` looks which dialect it is.
enum class NormalizerProfile { automatic, chat, flemish, street, dialect, clinical, moderation, historical };

/// Throws Error(wrong_value) for a name that is no profile ("auto", "chat", "flemish", "street", "dialect", "clinical",
/// "moderation", "historical").
NormalizerProfile normalizer_profile(std::string_view name);

struct NormalizerOptions {
  NormalizerProfile profile = NormalizerProfile::automatic;
  /// The text of a user's table, which wins over the built-in ones. Columns: form, readings (likeliest first, between them
  /// " | "), kind, variety (see `Variety`), and y or - for whether the form is also a standard word. A form that is not is
  /// always read; one that is only in texts of that variety.
  std::string table{};
  std::string weights{};  ///< the text of another table of the ranker's weights (columns: name, value)
  bool explain = false;   ///< fill Normalization::explanations
};

/// What else a place might have been.
struct EditExplanation {
  struct Option {
    std::string text;
    float prior = 0;        ///< natural logarithm of its probability apart from context
    float probability = 0;  ///< in context
  };
  std::vector<Option> options;  ///< likeliest first; the original is among them
  VarietyScores varieties;      ///< of the sentence
};

struct Normalization {
  std::string text;
  std::vector<Edit> edits;                    ///< ascending, not overlapping; `text == apply_edits(original, edits)`
  std::vector<EditExplanation> explanations;  ///< one an edit, where asked for
};

/// What became of tokens.
struct NormalizedTokens {
  std::vector<std::string>
      norm;  ///< as many as tokens: words of one token split by a space, "" for one merged into the one before
  std::vector<Edit> edits;  ///< with places in tokens instead of bytes: [start, end)
};

/// Rewrites non-standard Dutch to standard Dutch: readings from tables and rules, ranked by an n-gram model in the light of
/// the text's variety. What is standard already stays untouched, byte for byte. Immutable and safe to share between threads.
///
///     klinker::Normalizer normalizer;
///     normalizer.normalize("kwil gwn naar huis").text;  // "Ik wil gewoon naar huis"
class Normalizer {
 public:
  /// Throws Error(invalid_table), with the line.
  explicit Normalizer(const NormalizerOptions& options = {});
  ~Normalizer();
  Normalizer(Normalizer&&) noexcept;
  Normalizer& operator=(Normalizer&&) noexcept;

  /// `text` must be valid UTF-8.
  Normalization normalize(std::string_view text) const;

  /// For text that is tokenised already.
  NormalizedTokens normalize(const std::vector<std::string>& tokens) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace klinker
