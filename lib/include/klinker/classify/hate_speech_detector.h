#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/classify/cascade.h"
#include "klinker/classify/explanation.h"
#include "klinker/text/span.h"
#include "klinker/tokenize/tokenizer.h"

namespace klinker {

/// What the first model knows beside hate: corpora/hate-speech/GUIDELINES.md says what is meant.
struct HateSpeechAspects {
  double offensive = 0;  ///< probability of language that many find coarse, insulting or obscene, whoever it is aimed at
  std::string category;  ///< "hateful", "offensive" (and not hateful) or "neutral"
  std::string target;    ///< of a hateful message: what its victims are attacked for ("religion"); else empty
  std::string mode;      ///< of a hateful message: "explicit" or "implicit"; else empty
};

/// What is said of a message.
struct HateSpeechAnswer {
  CascadeAnswer hate;
  bool hateful = false;                        ///< the score reaches the threshold that was asked for, or the models' own
  std::optional<HateSpeechAspects> aspects{};  ///< where the first model has the labels for them
};

/// A sentence of a message, read alone.
struct ScoredSentence {
  Span span;
  double score = 0;
  bool hateful = false;
};

/// Finds messages that attack people for what they are, with models whose label is "hateful". A first model that gives
/// several labels may have more: "offensive", "explicit", "implicit", and every other one the name of a target, given to
/// messages about such people whether hateful or not. They are read from its one pass over the text, so they cost nothing.
/// Immutable, safe to share between threads.
class HateSpeechDetector {
 public:
  static constexpr const char* kLabel = "hateful";

  /// Without a threshold the models' own decide. Throws Error(wrong_value) where a model has no label "hateful".
  HateSpeechDetector(TextClassifier first, std::optional<TextClassifier> second, const CascadeOptions& options = {},
                     std::optional<double> threshold = std::nullopt);

  /// One answer a text, in their order; see TextClassifier::predict.
  std::vector<HateSpeechAnswer> predict(std::span<const std::string_view> texts) const;

  /// The sentences of a text in their order, each with the score that it would have as a message: for long texts, in which
  /// one hateful sentence drowns and of which the models read the beginning only.
  std::vector<ScoredSentence> sentences(std::string_view text) const;

  /// How much each word of the text raises the score of the model that had the last word; see klinker::explain.
  std::vector<Explanation> explain(const HateSpeechAnswer& answer, std::string_view text) const;

 private:
  HateSpeechAspects aspects(const CascadeAnswer& answer, bool hateful) const;

  Cascade cascade_;
  std::optional<double> threshold_;
  Tokenizer tokenizer_;
  std::optional<std::size_t> offensive_, explicit_, implicit_;  // places among the first model's labels
  std::vector<std::size_t> targets_;
};

}  // namespace klinker
