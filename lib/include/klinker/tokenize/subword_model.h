#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// Splits text into the numbered pieces that a neural model reads. Immutable and safe to share between threads.
class SubwordModel {
 public:
  virtual ~SubwordModel() = default;

  /// A SentencePiece `.model` file. Throws Error(io) or Error(invalid_model).
  static std::unique_ptr<SubwordModel> load(const std::string& path);

  /// Piece ids of `text` (valid UTF-8).
  virtual std::vector<int> encode(std::string_view text) const = 0;

  /// For a model without normalisation `decode(encode(text)) == text`.
  virtual std::string decode(const std::vector<int>& ids) const = 0;

  virtual std::size_t size() const = 0;
  virtual std::string piece(int id) const = 0;
};

struct SubwordTraining {
  std::vector<std::string> files;  ///< plain text, one sentence a line
  std::string output;              ///< the `.model` file to write
  std::size_t vocabulary = 8000;
  std::string algorithm = "unigram";  ///< or "bpe"
  std::size_t max_sentences = 2'000'000;
  unsigned threads = 1;
};

/// Trains a SentencePiece model with byte fallback, so that no text is out of vocabulary. Throws Error(io) and
/// Error(wrong_value).
void train_subword_model(const SubwordTraining& training);

}  // namespace klinker
