#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "klinker/tokenize/document_part.h"

namespace klinker {

/// Appends sentences in CoNLL-U (https://universaldependencies.org/format.html) with `# newdoc`, `# newpar`, `# sent_id` and
/// `# text`. MISC holds what is needed to give the document back byte for byte, after UDPipe's convention: SpaceAfter=No, or
/// SpacesAfter, SpacesBefore (at the beginning) and SpacesInToken with escapes; no mark means one space, and at the end of
/// the document nothing. FORM is the token in Unicode form NFC, with pictures (␀) for control characters. MISC also holds
/// TokenType for what is no plain word. A text without tokens gives nothing, for the format knows no empty sentence.
void append_conllu(std::string& out, const DocumentPart& part);

/// Gives back the text of CoNLL-U, of Klinker or another program, a line at a time. Between documents stands at least one
/// line end, and between paragraphs of a file that does not say what stood there, a blank line.
class ConlluReader {
 public:
  /// Appends the text that `line` (without its end) stands for. Throws Error(wrong_value) for one that is not CoNLL-U.
  void read(std::string_view line, std::string& out);

 private:
  void begin(std::string& out, std::string_view separator);

  bool pending_ = false;     // a space, if another token follows
  bool ends_line_ = true;    // what was given so far
  std::size_t word_ = 0;     // the word's number
  std::size_t covered_ = 0;  // words up to this one are part of the token that was given
};

}  // namespace klinker
