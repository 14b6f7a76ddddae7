#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "clinical/phrase_table.h"
#include "klinker/text/span.h"

namespace klinker {

/// What a cue says; see the head of tables/context_triggers.tsv.
enum class Sense { absent, uncertain, present, historical, current, future, family, other, patient, condition, none };
enum class Side { before, after, both, end };
enum class Reach { near, item, clause, sentence };

/// Words of a sentence that may say something of the entities around them.
struct ContextCue {
  Span span;
  Sense sense;
  Side side;
  Reach reach;
};

struct ContextEnd {
  Span span;
  bool only_before;  ///< ends what is said before it, but not what is said after
};

/// The tables of context: finds cues, and the words that end or undo them. Works on folded text.
class ContextLexicon {
 public:
  ContextLexicon();

  /// Appends the cues of a sentence in the order of their places; what only looks like one is left out. `entities`, in
  /// order, hold none.
  void find_cues(std::string_view folded, Span sentence, const std::vector<Span>& entities,
                 std::vector<ContextCue>& cues) const;

  /// Appends the places over which no denial or doubt reaches.
  void find_ends(std::string_view folded, Span sentence, std::vector<ContextEnd>& ends) const;

  /// How what stands below a heading is meant; none where it says nothing of that.
  Sense heading(std::string_view folded, Span heading) const;

  /// True where the sentence says what to do in a case that it names.
  bool says_what_to_do(std::string_view folded, Span sentence) const;

  bool is_unit(std::string_view word) const { return units_.number_of(word) != PhraseTable::none; }
  bool is_month(std::string_view word) const { return months_.number_of(word) != PhraseTable::none; }

  enum class Joint { none, joined, closed };  ///< a list goes on with "en", or ends in "of"
  Joint joint(std::string_view folded, Span part) const;

 private:
  struct Row {
    Sense sense;
    Side side;
    Reach reach;
  };
  using Match = PhraseTable::Match;

  void add_triggers();
  void add_shared_cues();
  void add_words();
  bool tells(std::string_view folded, Span sentence, Span relative) const;
  bool accompanies(std::string_view folded, Span sentence, Span relative) const;

  std::vector<Row> rows_;
  std::vector<Sense> heading_senses_;
  PhraseTable triggers_, ends_, headings_, reporters_, companions_, possessives_, actions_, months_, units_, joints_;
};

/// How many words stand in `part`, counted up to `most` + 1.
std::size_t count_words(std::string_view folded, Span part, std::size_t most);

}  // namespace klinker
