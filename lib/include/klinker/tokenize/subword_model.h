#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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

  /// Filled in by SubwordEncoder only, else empty: the type that the model is told, 1 for special tokens that were put
  /// around the text, and which text a piece is of (0, or 1 for the second of a pair).
  std::vector<int> type_ids;
  std::vector<std::uint8_t> special;
  std::vector<std::uint8_t> texts;

  void clear();
  std::size_t size() const { return ids.size(); }

  friend bool operator==(const SubwordEncoding&, const SubwordEncoding&) = default;
};

/// Which text of a pair is cut off where the two are too long.
enum class Truncation : std::uint8_t { longest_first, only_first, only_second };
enum class TruncationSide : std::uint8_t { right, left };

struct SubwordOptions {
  bool special_tokens = true;  ///< put the model's special tokens around the texts
  std::size_t max_pieces = 0;  ///< special tokens among them; 0: no limit
  Truncation truncation = Truncation::longest_first;
  TruncationSide side = TruncationSide::right;
};

/// Numbers of the pieces that models give a meaning of their own, where there are such.
struct SpecialPieces {
  std::optional<int> cls, sep, pad, mask, unk;
};

/// Splits text into the numbered pieces that a neural model reads. Immutable and safe to share between threads.
class SubwordModel {
 public:
  virtual ~SubwordModel() = default;

  /// The tokenizer of a model, as SentencePiece or Hugging Face publish it: a SentencePiece `.model` (unigram or BPE); a
  /// `tokenizer.json`; `vocab.json` with `merges.txt` beside it (byte-level BPE); `vocab.txt` (WordPiece); or a folder with
  /// one of these, of which tokenizer.json comes first, then vocab.json, vocab.txt and a .model. The last three take
  /// settings from a `tokenizer_config.json` beside them. Ids and places are those of the libraries SentencePiece and
  /// `tokenizers`. The limits for length and padding that a tokenizer.json may hold are left to SubwordOptions.
  ///
  /// It is read by code of our own, with every length checked: SentencePiece's library brings a protobuf that cannot live in
  /// one process with libtorch's. Throws Error(io), Error(invalid_model), or Error(unsupported), which names what it is
  /// that this version cannot do.
  static std::unique_ptr<SubwordModel> load(const std::string& path);

  /// The pieces of `text` (valid UTF-8), without special tokens, into a result whose memory is used again.
  virtual void encode(std::string_view text, SubwordEncoding& result) const = 0;

  /// The ids alone, where nobody asks for places.
  virtual std::vector<int> encode(std::string_view text) const = 0;

  /// For a model without normalisation `decode(encode(text)) == text`. Throws Error(wrong_value) for an id that is not in
  /// the vocabulary.
  virtual std::string decode(const std::vector<int>& ids) const = 0;

  /// The same without the special tokens. A SentencePiece model never shows them.
  virtual std::string decode_without_special(const std::vector<int>& ids) const { return decode(ids); }

  /// One more than the greatest id.
  virtual std::size_t size() const = 0;

  /// Throws Error(wrong_value) for an id that is not in the vocabulary.
  virtual std::string piece(int id) const = 0;

  /// The id of a piece, or nothing. Looks through the whole vocabulary unless a model has something better.
  virtual std::optional<int> id(std::string_view piece) const;

  /// Found by their usual names unless a model says which they are.
  virtual SpecialPieces special_pieces() const;

 protected:
  friend class SubwordEncoder;

  /// Memory that a SubwordEncoder keeps for a model.
  struct Scratch {
    virtual ~Scratch() = default;
  };
  virtual std::unique_ptr<Scratch> make_scratch() const { return nullptr; }

  /// What SubwordEncoder::encode does; `scratch` is of make_scratch. For a model without special tokens.
  virtual void encode_texts(std::string_view text, const std::string_view* second, const SubwordOptions& options,
                            Scratch* scratch, SubwordEncoding& result) const;
};

/// Splits many texts, for one thread: remembers the words that it has met, within bounds, and uses its memory again.
class SubwordEncoder {
 public:
  explicit SubwordEncoder(std::shared_ptr<const SubwordModel> model);

  /// The pieces of a text as a model wants them. Throws Error(wrong_value) where `max_pieces` has no room for the special
  /// tokens.
  void encode(std::string_view text, const SubwordOptions& options, SubwordEncoding& result);

  /// The same for two texts that the model reads together. Spans are of the text that a piece is of.
  void encode(std::string_view text, std::string_view second, const SubwordOptions& options, SubwordEncoding& result);

  const SubwordModel& model() const { return *model_; }

 private:
  std::shared_ptr<const SubwordModel> model_;
  std::unique_ptr<SubwordModel::Scratch> scratch_;
};

}  // namespace klinker
