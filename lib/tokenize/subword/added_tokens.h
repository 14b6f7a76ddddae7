#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pre_tokenizer.h"
#include "text_normalizer.h"
#include "vocabulary.h"

namespace klinker {

/// A token that is found in the text before the model sees it.
struct AddedToken {
  int id = 0;
  std::string content;
  bool single_word = false;  ///< only between spaces or signs
  bool lstrip = false;       ///< takes the spaces before it
  bool rstrip = false;       ///< and after it
  bool normalized = true;    ///< is looked for in the normalised text, in its normalised form
  bool special = false;      ///< is left out where a text is decoded for people
  std::string normal;        ///< its form in a normalised text
};

/// All added tokens of a tokenizer.
class AddedTokens {
 public:
  /// Numbers the tokens: as in the vocabulary, or from its end on. `normalizer` may be null. Throws Error(unsupported) with
  /// `where` for more than can be held.
  AddedTokens(std::vector<AddedToken> tokens, const Vocabulary& vocabulary, const TextNormalizer* normalizer,
              const std::string& where);

  /// Cuts the parts of a text at the tokens that are looked for in the original, or in the normalised text.
  void cut(PreTokens& tokens, bool normalized) const;

  /// Whether any is looked for.
  bool any(bool normalized) const { return matcher(normalized).any; }

  const AddedToken* find(int id) const;
  const AddedToken* find(std::string_view content) const;
  bool is_special(std::string_view content) const;
  const std::vector<AddedToken>& all() const { return tokens_; }

 private:
  struct Matcher {
    PieceTrie trie{{}, ""};
    std::array<bool, 256> starts{};
    bool any = false;
  };
  const Matcher& matcher(bool normalized) const { return normalized ? normalized_ : original_; }

  std::vector<AddedToken> tokens_;
  Vocabulary contents_;     // place in tokens_, by content
  std::vector<int> by_id_;  // the same, by id
  Matcher original_, normalized_;
};

}  // namespace klinker
