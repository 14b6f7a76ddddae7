#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"
#include "text/hash_table.h"

namespace klinker {

/// Words and phrases with a number each, found in folded text in time linear in the text. A phrase that ends in `*`
/// also begins longer words, one that begins with `*` also ends them (`*allergie`).
class PhraseTable {
 public:
  /// Folds `phrase`. A phrase added twice keeps both numbers.
  void add(std::string_view phrase, std::size_t number);

  struct Match {
    Span span;
    std::size_t number = 0;
  };

  /// Appends the matches inside `span` of `folded`; of phrases that begin at one place, only the longest.
  void find(std::string_view folded, Span span, std::vector<Match>& matches) const;

  /// The number of the phrase that is all of `text` (folded), or `none`.
  std::size_t number_of(std::string_view text) const;

  static constexpr std::size_t none = static_cast<std::size_t>(-1);

 private:
  struct Phrase {
    std::string text;
    std::size_t number;
    bool open_end;
  };
  using Index = HashTable<std::vector<Phrase>>;
  // Phrases by their first word, or by their first byte when that is no word; open-ended words by their first bytes.
  Index phrases_;
  Index prefixes_;
  Index suffixes_;

  void match_list(const std::vector<Phrase>& list, std::string_view folded, std::size_t at, std::size_t end,
                  std::vector<Match>& best) const;
};

}  // namespace klinker
