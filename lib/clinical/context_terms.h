#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"
#include "text/hash_table.h"

namespace klinker {

/// Terms of one or more words, found word by word in a tree whose edges are in one hash table.
class ContextTerms {
 public:
  /// Returns false for a term without a word, and for one that is there already.
  bool add(std::string_view term, std::uint32_t number);

  struct Match {
    Span span;
    std::uint32_t number = 0;
    bool compound = false;  ///< the term is the last part of the word
  };

  /// The longest term at each place, from left to right, not overlapping.
  std::vector<Match> find(std::string_view record) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Word {
    Span span;
    std::string key;
  };
  struct Leaf {
    std::uint32_t number = kNone;
    bool capitals = false;  // only found in capitals
  };

  static Word read_word(std::string_view folded, Span span);
  std::uint32_t find_compound(std::string_view key) const;

  HashTable<std::uint32_t> edges_;            // node and word -> node; 0 is the root
  std::vector<std::vector<Leaf>> leaves_{1};  // terms that end in a node
};

}  // namespace klinker
