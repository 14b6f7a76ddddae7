#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "clinical/phrase_table.h"
#include "clinical/section.h"
#include "klinker/text/span.h"

namespace klinker {

/// A stretch of a record under one heading.
struct Block {
  Span heading;  ///< with its colon or slash; empty where the stretch has none
  Span body;     ///< one or more lines, or the rest of one
  std::optional<Section> section;
  std::size_t contact = 0;  ///< counts the dated contacts of the record
  bool scoped = false;      ///< the heading is needed to read the body right: family, differential diagnosis, denied
};

/// Finds the headings of a record in the styles of Dutch healthcare: `Voorgeschiedenis:`, `VG/`, `ANAMNESE` alone on a
/// line, the letters of SOEP and SBAR at a line start, `Conclusie -`; also inside a line after a full stop.
class SectionSplitter {
 public:
  SectionSplitter();

  /// Blocks in the order of the record; what is outside them is white space. Linear in the record.
  std::vector<Block> split(std::string_view record, std::string_view folded) const;

 private:
  /// A scheme whose single letters are headings.
  enum class Scheme { none, soep, sbar };

  struct Heading {
    std::optional<Section> section;
    bool scoped = false;
    Scheme scheme = Scheme::none;
  };
  struct State {
    Span heading;
    std::optional<Section> section;
    bool scoped = false;
    bool ends_at_blank = false;
    bool may_be_text = false;  // the line is only likely to be a heading, and must not be lost
  };
  enum class Look { whole, any_word };

  std::optional<Heading> find(std::string_view text, Look look) const;
  Scheme letter_scheme(std::string_view record, std::string_view folded) const;
  std::optional<State> letter_heading(std::string_view record, std::string_view folded, Span line, Scheme scheme) const;
  std::optional<State> line_heading(std::string_view record, std::string_view folded, Span line, bool after_blank,
                                    bool before_text) const;
  std::optional<State> mark_heading(std::string_view folded, Span line, std::size_t mark) const;
  bool opens_contact(std::string_view folded, Span line) const;

  std::vector<Heading> headings_;
  PhraseTable phrases_;
  PhraseTable letters_;
  PhraseTable scoping_;
  PhraseTable days_;
};

/// The place after a list marker (`- `, `* `, `3. `, `-> `) at the start of `span`.
std::size_t skip_list_marker(std::string_view folded, Span span);

}  // namespace klinker
