#pragma once

#include <string_view>
#include <vector>

#include "clinical/context_lexicon.h"
#include "klinker/clinical/context.h"
#include "klinker/text/span.h"

namespace klinker {

/// One sentence of a record, with what is in it, and the heading it stands under.
struct ContextSentence {
  Span span;
  Span heading;  ///< empty where there is none
  bool plan = false;
  std::size_t start = 0;         ///< of the text after a heading in the same line
  std::vector<ContextCue> cues;  ///< in order
  std::vector<ContextEnd> ends;  ///< in order
};

/// Decides which cues of a sentence reach an entity.
class ContextScope {
 public:
  ContextScope(const ContextLexicon& lexicon, std::string_view folded, const ContextSentence& sentence,
               const std::vector<Span>& entities)
      : lexicon_(lexicon), folded_(folded), sentence_(sentence), entities_(entities) {}

  /// `entities` of the constructor are in order, and `entity` is one of them.
  EntityContext decide(Span entity) const;

 private:
  enum class Kind { presence, temporality, experiencer };

  struct Found {
    const ContextCue* cue = nullptr;
    std::size_t distance = 0;  // in words
  };

  Found nearest(Kind kind, Span entity, bool before) const;
  bool reaches(const ContextCue& cue, Kind kind, Span entity, bool before, std::size_t& distance) const;
  bool ends_within(Span gap, bool before) const;
  bool is_bare(Span item) const;
  bool is_list_after(Span gap, Span entity, bool closed_only) const;
  bool is_list_before(Span gap) const;
  bool closes_clause(Span cue) const;

  const ContextLexicon& lexicon_;
  std::string_view folded_;
  const ContextSentence& sentence_;
  const std::vector<Span>& entities_;
};

}  // namespace klinker
