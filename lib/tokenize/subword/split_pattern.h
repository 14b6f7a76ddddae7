#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// What a tokenizer.json searches for in a text: a string or a regular expression.
class SplitPattern {
 public:
  virtual ~SplitPattern() = default;

  /// All matches in order, without overlap; one of no width never follows another match directly. Throws
  /// Error(wrong_value) where a regular expression takes too long on the text.
  virtual void find(std::string_view text, std::vector<Span>& matches) const = 0;

  static std::unique_ptr<SplitPattern> literal(std::string text);

  /// The patterns of GPT-2, GPT-4, Llama 3 and Qwen 2 are code of our own, others are ICU's. Throws Error(unsupported) with
  /// `where` for an expression that ICU does not know.
  static std::unique_ptr<SplitPattern> regex(const std::string& pattern, const std::string& where);

  /// GPT-2's: contractions of English, then letters, numbers or other signs with at most one space before them, then spaces.
  static std::unique_ptr<SplitPattern> gpt2();
};

}  // namespace klinker
