#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/classify/example.h"
#include "klinker/tokenize/subword_model.h"

namespace klinker {

/// One record to read; the task says which fields count.
struct Input {
  std::string_view text{};
  std::string_view second{};             ///< pair
  std::span<const std::string> words{};  ///< token
};

/// Points into `example`.
Input input_of(const Example& example);

/// What a network reads at once: a text, two texts, or a window of a sentence.
struct Sequence {
  std::vector<int> pieces;
  std::vector<int> types{};           ///< empty: all 0
  std::vector<std::int64_t> words{};  ///< of a sentence: the place of the first piece of each word that is answered here
  std::size_t first_word = 0;         ///< the first of those words; each word is answered in one window
};

/// What an encoder can read.
struct ReadingLimits {
  std::size_t max_pieces = 512;  ///< special tokens among them
  bool special_tokens = true;
};

/// Makes sequences. For one thread.
class SequenceMaker {
 public:
  /// Throws Error(invalid_model) where the special tokens leave no room for a text.
  SequenceMaker(std::shared_ptr<const SubwordModel> model, ReadingLimits limits);

  /// A text or a pair, cut to what the encoder reads; or windows over a sentence: where it has more pieces than the encoder
  /// takes, they overlap by a quarter, and a word is answered where more stands around it.
  std::vector<Sequence> read(Task task, const Input& input);

 private:
  std::vector<Sequence> sentence(std::span<const std::string> words);

  SubwordEncoder encoder_;
  ReadingLimits limits_;
  SubwordEncoding encoding_;
  std::vector<int> before_, after_;  // special tokens around a text
};

}  // namespace klinker
