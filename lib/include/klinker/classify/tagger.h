#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/classify/bio.h"
#include "klinker/classify/classifier_options.h"
#include "klinker/nn/model_info.h"
#include "klinker/text/span.h"
#include "klinker/tokenize/tokenizer.h"

namespace klinker {

struct Model;

/// An entity in a text.
struct TaggedSpan {
  Span span;
  std::string label;
  double score = 0;  ///< how likely it is that exactly these words are one entity of this label

  friend bool operator==(const TaggedSpan&, const TaggedSpan&) = default;
};

/// Finds entities in sentences. Immutable: one tagger may serve any number of threads.
class Tagger {
 public:
  /// Opens a model folder whose labels are BIO tags. Throws Error(io), Error(invalid_model), and Error(unsupported) for a
  /// model of another task or with an encoder that this version does not know.
  static Tagger load(const std::string& folder, const ClassifierOptions& options = {});

  ~Tagger();
  Tagger(Tagger&&) noexcept;
  Tagger& operator=(Tagger&&) noexcept;

  const ModelInfo& info() const;

  /// Types of entities, in the order of the labels.
  std::vector<std::string> types() const;

  /// A tag for each word of each sentence (valid UTF-8), and the entities. Sentences longer than the encoder takes are read
  /// in windows, so that every word gets its tag.
  std::vector<Tagging> tag(std::span<const std::vector<std::string>> sentences) const;

  /// The entities of texts that `tokenizer` splits into sentences and words.
  std::vector<std::vector<TaggedSpan>> tag(std::span<const std::string_view> texts, const Tokenizer& tokenizer) const;

  explicit Tagger(Model model);

 private:
  std::unique_ptr<const Model> model_;
  BioScheme scheme_;
};

}  // namespace klinker
