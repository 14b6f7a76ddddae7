#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/classify/text_classifier.h"

namespace klinker {

struct CascadeOptions {
  double from = 0;                    ///< the score of the first stage from which the second is asked
  std::optional<double> threshold{};  ///< of the score where both were asked; the second model's own where not given
  double second_share = 0.5;          ///< the second model's say in that score, from 0 to 1
  /// What a text that goes on to the second stage is read as, by both: normalised, for one. Must be safe to call from
  /// several threads.
  std::function<std::string(std::string_view)> rewrite{};
};

/// What a cascade says of a text.
struct CascadeAnswer {
  double score = 0;       ///< of the label
  bool positive = false;  ///< the score reaches the threshold of the stages that were asked
  bool asked_both = false;
  std::vector<double> first{};  ///< the scores of all labels of the first classifier
  std::string read_as{};        ///< what CascadeOptions::rewrite made of the text, where that is something else
};

/// Two classifiers of one label: a fast one settles what it is sure does not have it, a slow one looks at the rest. Where
/// both were asked the score is a weighted mean of their logits, since each sees what the other does not. Immutable, safe to
/// share between threads.
class Cascade {
 public:
  /// Without a second classifier the first one's word is all. Throws Error(wrong_value) where one does not have the label.
  Cascade(TextClassifier first, std::optional<TextClassifier> second, const std::string& label,
          const CascadeOptions& options = {});

  /// One answer a text, in their order; see TextClassifier::predict.
  std::vector<CascadeAnswer> predict(std::span<const std::string_view> texts) const;

  const TextClassifier& first() const { return first_; }

  /// The classifier that had the last word in an answer, and the place of the label among its labels.
  const TextClassifier& last(const CascadeAnswer& answer) const { return answer.asked_both ? *second_ : first_; }
  std::size_t label(const CascadeAnswer& answer) const { return answer.asked_both ? second_label_ : first_label_; }

 private:
  TextClassifier first_;
  std::optional<TextClassifier> second_;
  std::size_t first_label_ = 0, second_label_ = 0;
  CascadeOptions options_;
};

}  // namespace klinker
