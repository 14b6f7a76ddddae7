#pragma once

#include <string>
#include <string_view>

#include "klinker/tokenize/document_part.h"
#include "klinker/tokenize/quotation.h"

namespace klinker {

/// Appends vertical text, as Sketch Engine, Manatee and the Corpus Workbench read it: one token a line, with its type in a
/// second column, between the tags <doc id="…">, <p>, <s id="…"> and, for `quotations`, <q>. <g/> stands between tokens that
/// touch. Other white space than one space between tokens (and none at the ends of the document) is in <space value="…"/>,
/// with the escapes of CoNLL-U, so that the document can be given back byte for byte. & < > " are XML's entities.
void append_vertical(std::string& out, const DocumentPart& part, const std::vector<Quotation>& quotations = {});

/// Gives back the text of vertical text, of Klinker or another program, a line at a time. Between documents stands at least
/// one line end, and between paragraphs of a file that does not say what stood there, a blank line.
class VerticalReader {
 public:
  /// Appends the text that `line` (without its end) stands for.
  void read(std::string_view line, std::string& out);

 private:
  bool pending_ = false;   // a space, if another token follows
  bool ends_line_ = true;  // what was given so far
};

}  // namespace klinker
