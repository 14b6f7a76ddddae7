#include "klinker/nn/prune_vocabulary.h"

#include <filesystem>

#include "klinker/corpus/byte_stream.h"
#include "klinker/error.h"
#include "klinker/nn/model_folder.h"
#include "prune_vocabulary_choice.h"
#include "prune_vocabulary_tokenizer.h"
#include "prune_vocabulary_weights.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

namespace fs = std::filesystem;

// What else of a folder holds for the pruned model.
constexpr const char* kOtherFiles[] = {"klinker.json", "special_tokens_map.json", "README.md", "LICENSE", "NOTICE"};

std::uint64_t count_words(std::string_view text) {
  std::uint64_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
    words += !is_space && !inside;
    inside = !is_space;
  }
  return words;
}

// Reads "vocab_size" and what pieces the settings of the model name.
std::int64_t read_config(const std::string& text, const std::string& where, PrunedTokenizer& tokenizer) {
  const JsonDocument document(text, where);
  const std::int64_t vocabulary = document.root().integer("vocab_size", 1, 1 << 24);
  for (const auto field : document.root().raw()) {
    std::int64_t id = 0;
    if (field.key.ends_with("_token_id") && field.value.get(id) == simdjson::SUCCESS) tokenizer.require(id);
  }
  return vocabulary;
}

}  // namespace

PrunedVocabulary prune_vocabulary(const VocabularyPruning& pruning, const std::vector<std::string>& texts) {
  const ModelFolder folder(pruning.model);
  PrunedTokenizer tokenizer(folder);
  const std::string config = folder.config();
  const std::int64_t vocabulary = read_config(config, folder.file("config.json"), tokenizer);
  if (static_cast<std::uint64_t>(vocabulary) < tokenizer.inventory().pieces.size())
    throw Error(ErrorCode::invalid_model, tokenizer.path() + ": has a piece " +
                                              std::to_string(tokenizer.inventory().pieces.size() - 1) +
                                              ", and \"vocab_size\" in config.json is " + std::to_string(vocabulary));
  const Checkpoint weights = folder.weights();

  PrunedVocabulary result;
  WordCounts words;
  for (const std::string& text : texts) {
    tokenizer.count_words(text, words);
    result.words += count_words(text);
  }
  if (words.empty()) throw Error(ErrorCode::wrong_value, "there is no text to choose pieces for");
  const PieceChoice choice = choose_pieces(tokenizer.inventory(), words, pruning.size, tokenizer.path());
  result.rows_before = static_cast<std::size_t>(vocabulary);
  result.rows = choice.kept.size();
  result.pieces_before = choice.pieces_before;
  result.pieces = choice.pieces;

  tokenizer.write(choice.kept, pruning.output);
  const auto writer = open_writer((fs::path(pruning.output) / "config.json").string());
  writer->write(PrunedTokenizer::renumber_config(config, folder.file("config.json"), choice.kept, pruning.type));
  writer->finish(true);
  for (const char* const name : kOtherFiles)
    if (fs::is_regular_file(folder.file(name))) fs::copy_file(folder.file(name), fs::path(pruning.output) / name);
  write_kept_rows(weights, vocabulary, choice.kept, pruning.type, (fs::path(pruning.output) / "model.safetensors").string());
  return result;
}

}  // namespace klinker
