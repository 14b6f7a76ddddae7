#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// The pieces of one text in order: `ids[i]` stands for the bytes `spans[i]` of the original text, before any
/// normalisation. A piece that stands for nothing in the text (a special token, an inserted space) has an empty span.
struct SubwordEncoding {
  std::vector<int> ids;
  std::vector<Span> spans;

  friend bool operator==(const SubwordEncoding&, const SubwordEncoding&) = default;
};

/// Splits text into the numbered pieces that a neural model reads. Immutable and safe to share between threads.
class SubwordModel {
 public:
  virtual ~SubwordModel() = default;

  /// A SentencePiece `.model` file (unigram or BPE). It is read by code of our own, with every length checked: SentencePiece's
  /// library brings a protobuf that cannot live in one process with libtorch's. Throws Error(io), Error(invalid_model), or
  /// Error(unsupported) for other kinds of model in that format.
  static std::unique_ptr<SubwordModel> load(const std::string& path);

  /// The pieces of `text` (valid UTF-8), without special tokens, into a result whose memory is used again.
  virtual void encode(std::string_view text, SubwordEncoding& result) const = 0;

  /// The ids alone, where nobody asks for places.
  virtual std::vector<int> encode(std::string_view text) const = 0;

  /// For a model without normalisation `decode(encode(text)) == text`.
  virtual std::string decode(const std::vector<int>& ids) const = 0;

  virtual std::size_t size() const = 0;

  /// Throws Error(wrong_value) for an id that is not in the vocabulary.
  virtual std::string piece(int id) const = 0;
};

}  // namespace klinker
