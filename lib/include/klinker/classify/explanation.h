#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "klinker/classify/text_classifier.h"
#include "klinker/text/span.h"
#include "klinker/tokenize/tokenizer.h"

namespace klinker {

/// What a word does to a score: the probability of the label with the text whole, less that without the word. Above 0:
/// the word speaks for the label.
struct Explanation {
  Span span;
  double weight = 0;
};

/// Leaves out one word at a time and looks how the score of label number `label` changes. Words come in the order of the
/// text; where there are more than 256, neighbours share one span, so that the cost stays bounded. It shows what this
/// model reacts to, not why a text means what it means. Source: Li et al. 2016, "Understanding Neural Networks through
/// Representation Erasure".
/// Of a pair the words of the first text are left out.
std::vector<Explanation> explain(const TextClassifier& classifier, const Tokenizer& tokenizer, std::string_view text,
                                 std::size_t label, std::string_view second = {});

}  // namespace klinker
