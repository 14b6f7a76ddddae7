#pragma once

#include <limits>
#include <string_view>
#include <vector>

#include "sentence_end_model.h"
#include "tables.h"

namespace klinker {

/// Groups the tokens of a text into sentences: at blank lines, at line ends where the profile says so, and behind closing
/// punctuation when what follows looks like a beginning. A line so long that it must be a whole text whose line ends were
/// lost is also cut where a learned model finds a heading or an item of a list.
class SentenceSplitter {
 public:
  /// Without `model` the one that is compiled in.
  SentenceSplitter(std::string_view text, const TokenizerTables& tables, const std::vector<Token>& tokens,
                   const SentenceEndModel* model = nullptr)
      : text_(text), tables_(tables), tokens_(tokens), model_(model) {}

  void split(std::vector<Sentence>& sentences);

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  bool in_flattened_line(std::size_t index);
  std::size_t skip_plain(std::size_t index) const;
  void follow_quotation(std::size_t index);
  bool in_quotation(std::size_t index) const;
  bool ends_after(std::size_t index, bool terminal) const;
  bool is_terminal(std::size_t index) const;
  bool closes(std::size_t index) const;
  bool is_starter(std::size_t index) const;
  bool name_goes_on(std::size_t index) const;
  const SentenceEndModel& model() const { return model_ ? *model_ : SentenceEndModel::builtin(); }
  std::string_view token(std::size_t index) const { return tokens_[index].span.of(text_); }
  bool glued(std::size_t index) const { return tokens_[index].span.start == tokens_[index - 1].span.end; }

  std::string_view text_;
  const TokenizerTables& tables_;
  const std::vector<Token>& tokens_;
  const SentenceEndModel* model_;
  std::size_t line_end_ = 0;       // of the line that holds the current token
  bool flattened_ = false;         // that line
  std::size_t quotation_ = kNone;  // the straight double quote that opened the quotation, where one is open
};

}  // namespace klinker
