#include "klinker/tokenize/subword_model.h"

#include <sentencepiece_processor.h>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

class SentencePieceModel final : public SubwordModel {
 public:
  explicit SentencePieceModel(const std::string& path) {
    // Read here and not by SentencePiece, which writes to standard error when a file is missing.
    const std::string bytes = read_file(path);
    if (bytes.empty()) throw Error(ErrorCode::invalid_model, path + ": is empty; a SentencePiece .model file is needed");
    if (!processor_.LoadFromSerializedProto(bytes).ok())
      throw Error(ErrorCode::invalid_model, path + ": is not a SentencePiece model");
  }

  std::vector<int> encode(std::string_view text) const override {
    std::vector<int> ids;
    if (!processor_.Encode(absl::string_view(text.data(), text.size()), &ids).ok())
      throw Error(ErrorCode::internal, "SentencePiece could not split a text");
    return ids;
  }

  std::string decode(const std::vector<int>& ids) const override {
    for (const int id : ids) require(id);
    std::string text;
    if (!processor_.Decode(ids, &text).ok()) throw Error(ErrorCode::internal, "SentencePiece could not join pieces");
    return text;
  }

  std::size_t size() const override { return static_cast<std::size_t>(processor_.GetPieceSize()); }

  std::string piece(int id) const override {
    require(id);
    return processor_.IdToPiece(id);
  }

 private:
  // SentencePiece ends the program for an id that it does not know.
  void require(int id) const {
    if (id < 0 || id >= processor_.GetPieceSize())
      throw Error(ErrorCode::wrong_value, "piece " + std::to_string(id) + " is not in a vocabulary of " + std::to_string(size()));
  }

  sentencepiece::SentencePieceProcessor processor_;
};

}  // namespace

std::unique_ptr<SubwordModel> SubwordModel::load(const std::string& path) { return std::make_unique<SentencePieceModel>(path); }

}  // namespace klinker
