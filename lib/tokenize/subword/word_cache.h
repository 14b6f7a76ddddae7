#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// A piece of a word: its number, and its bytes in the word.
struct WordPiece {
  int id = 0;
  std::uint32_t start = 0;
  std::uint32_t end = 0;
};

/// Remembers the pieces of words, in a bounded amount of memory: when it is full it forgets all and starts again, which the
/// few words that make up most of a text soon make good.
class WordCache {
 public:
  static constexpr std::size_t kMaxWord = 64;  ///< bytes; longer words seldom come back

  WordCache();

  struct Found {
    std::span<const WordPiece> pieces;
    bool found = false;
    std::uint64_t hash = 0;
  };
  Found find(std::string_view word) const;

  /// Adds a word that `find` has not found, with the hash that it gave.
  void add(std::string_view word, std::uint64_t hash, std::span<const WordPiece> pieces);

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t text = 0, pieces = 0;
    std::uint16_t text_size = 0, count = 0;  // text_size 0: free
  };
  void forget();

  std::vector<Slot> slots_;
  std::string text_;
  std::vector<WordPiece> pieces_;
  std::size_t words_ = 0;
};

}  // namespace klinker
