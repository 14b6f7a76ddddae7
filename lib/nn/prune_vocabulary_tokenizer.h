#pragma once

#include <optional>
#include <string>
#include <vector>

#include "klinker/nn/model_folder.h"
#include "prune_vocabulary_choice.h"

namespace klinker {

/// The tokenizer of a model folder, as far as a choice among its pieces needs it.
class PrunedTokenizer {
 public:
  /// Throws Error(unsupported) for another tokenizer than a tokenizer.json of Unigram or WordPiece, or a vocab.txt.
  explicit PrunedTokenizer(const ModelFolder& folder);

  const std::string& path() const { return path_; }
  const PieceInventory& inventory() const { return inventory_; }

  /// Adds the words of a text.
  void count_words(std::string_view text, WordCounts& words) const;

  /// Keeps these too, whatever texts say, as config.json names them.
  void require(std::int64_t id);

  /// Writes the files of the tokenizer with the pieces `kept` alone.
  void write(const std::vector<int>& kept, const std::string& folder) const;

  /// The text of config.json with the numbers of pieces that it names, and the type of the weights where that is another.
  static std::string renumber_config(const std::string& config, const std::string& where, const std::vector<int>& kept,
                                     std::optional<TensorType> type);

 private:
  void read_json(const std::string& text);
  void read_list();
  void require_usual();

  std::string path_;
  std::unique_ptr<SubwordModel> model_;
  PieceInventory inventory_;
  bool is_list_ = false;
};

}  // namespace klinker
