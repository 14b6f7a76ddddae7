#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "clinical/phrase_table.h"
#include "text/hash_table.h"

namespace klinker {

/// What the tables say about a word, as bits.
using CueSet = std::uint32_t;
namespace cue {
constexpr CueSet title = 1, function = 2, kin = 4, patient = 8, particle = 16, inner = 32, id = 64, bsn = 128, phone = 256;
constexpr CueSet given = 512, given_word = 1024, eponym = 2048, eponym_context = 4096;
constexpr CueSet head = 8192, center = 16384, adjective = 32768, stop = 65536, month = 131072, weekday = 262144,
                 starter = 524288;
constexpr CueSet family = 1 << 20, family_word = 1 << 21, in_text = 1 << 22;  // in_text: Dutch text holds it often enough
}  // namespace cue

/// The tables that tell names, towns and institutions from other words. Large ones are searched where they stand in the
/// program, so that starting costs nothing.
class IdentityLexicon {
 public:
  IdentityLexicon();

  /// Of a folded word. Words come again and again, so each thread remembers what it found of the last ones.
  CueSet cues(std::string_view word) const;

  /// 1 to 12, or 0.
  static unsigned month(std::string_view word);

  enum class Street { no, weak, strong };
  Street street(std::string_view word) const;

  /// Phrases of several words; the number is a PhraseKind.
  enum PhraseKind : std::size_t { place, place_word, institution };
  const PhraseTable& phrases() const { return phrases_; }

 private:
  CueSet look_up(std::string_view word, std::uint64_t hash) const;
  static bool holds(std::string_view table, std::string_view word);
  void add(std::string_view word, CueSet cue);

  struct Ending {
    std::string_view text;
    CueSet cue;
  };
  HashTable<CueSet> words_;
  std::vector<Ending> endings_;
  HashTable<Street> streets_;
  std::string_view families_, family_words_;
  PhraseTable phrases_;
};

}  // namespace klinker
