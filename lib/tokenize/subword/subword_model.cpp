#include "klinker/tokenize/subword_model.h"

#include <array>
#include <filesystem>

#include "hub_files.h"
#include "klinker/error.h"
#include "piece_assembly.h"
#include "sentencepiece_model.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<SubwordModel> load_with_merges(const fs::path& vocab) {
  const fs::path merges = vocab.parent_path() / "merges.txt";
  return load_vocab_and_merges(vocab.string(), merges.string());
}

std::unique_ptr<SubwordModel> load_folder(const fs::path& folder) {
  if (fs::is_regular_file(folder / "tokenizer.json")) return load_tokenizer_json((folder / "tokenizer.json").string());
  if (fs::is_regular_file(folder / "vocab.json") && fs::is_regular_file(folder / "merges.txt"))
    return load_with_merges(folder / "vocab.json");
  if (fs::is_regular_file(folder / "vocab.txt")) return load_vocab_txt((folder / "vocab.txt").string());
  fs::path model;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".model" && (model.empty() || entry.path() < model))
      model = entry.path();
  if (model.empty())
    throw Error(ErrorCode::invalid_model,
                folder.string() + ": holds no tokenizer.json, vocab.json with merges.txt, vocab.txt or .model");
  return load_sentencepiece_model(model.string());
}

}  // namespace

void SubwordEncoding::clear() {
  ids.clear();
  spans.clear();
  type_ids.clear();
  special.clear();
  texts.clear();
}

std::unique_ptr<SubwordModel> SubwordModel::load(const std::string& path) {
  const fs::path file = path;
  if (fs::is_directory(file)) return load_folder(file);
  if (file.filename() == "vocab.json") return load_with_merges(file);
  if (file.filename() == "merges.txt") return load_with_merges(file.parent_path() / "vocab.json");
  if (file.extension() == ".json") return load_tokenizer_json(path);
  if (file.extension() == ".txt") return load_vocab_txt(path);
  return load_sentencepiece_model(path);
}

std::optional<int> SubwordModel::id(std::string_view wanted) const {
  for (int id = 0; static_cast<std::size_t>(id) < size(); ++id)
    if (piece(id) == wanted) return id;
  return std::nullopt;
}

SpecialPieces SubwordModel::special_pieces() const {
  const auto first = [&](std::initializer_list<std::string_view> names) -> std::optional<int> {
    for (const std::string_view name : names)
      if (const auto found = id(name)) return found;
    return std::nullopt;
  };
  return {first({"[CLS]", "<s>"}), first({"[SEP]", "</s>"}), first({"[PAD]", "<pad>"}), first({"[MASK]", "<mask>"}),
          first({"[UNK]", "<unk>"})};
}

void SubwordModel::encode_texts(std::string_view text, const std::string_view* second, const SubwordOptions& options,
                                Scratch*, SubwordEncoding& result) const {
  const bool is_pair = second != nullptr;
  std::array<SubwordEncoding, 2> texts;
  encode(text, texts[0]);
  if (is_pair) encode(*second, texts[1]);
  const auto room = room_for({texts[0].size(), texts[1].size()}, is_pair, 0, options);
  for (const std::size_t i : {0u, 1u}) truncate(texts[i], room[i], options.side);
  const PieceTemplate plain;
  assemble(is_pair ? plain.pair : plain.single, {&texts[0], &texts[1]}, false, result);
}

SubwordEncoder::SubwordEncoder(std::shared_ptr<const SubwordModel> model)
    : model_(std::move(model)), scratch_(model_->make_scratch()) {}

void SubwordEncoder::encode(std::string_view text, const SubwordOptions& options, SubwordEncoding& result) {
  model_->encode_texts(text, nullptr, options, scratch_.get(), result);
}

void SubwordEncoder::encode(std::string_view text, std::string_view second, const SubwordOptions& options,
                            SubwordEncoding& result) {
  model_->encode_texts(text, &second, options, scratch_.get(), result);
}

}  // namespace klinker
