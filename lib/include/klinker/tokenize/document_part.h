#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "klinker/tokenize/tokenizer.h"

namespace klinker {

/// A tokenised document, or a part of one that comes in parts, as the corpus formats write it.
struct DocumentPart {
  std::string_view text;
  const Tokenization& tokenization;  ///< of `text`
  const Tokenizer& tokenizer;        ///< knows the names of the types
  std::string id{};                  ///< of the document; may be empty
  std::size_t document = 1;          ///< with `part` and the sentence's number this makes the sentence's id
  std::size_t part = 1;
  bool first = true;          ///< begins the document
  bool last = true;           ///< ends it
  bool continues = false;     ///< begins inside a paragraph
  bool continued = false;     ///< ends inside one
  std::string_view before{};  ///< white space of the document that is not in `text`, such as a byte order mark
  std::string_view after{};   ///< likewise, such as a line end

  /// White space from token `i` to the next token or to the end.
  std::string space_after(std::size_t i) const;

  /// White space before the first token, or all there is.
  std::string space_before() const;

  /// "2-14-3": the third sentence of the fourteenth part of the second document.
  std::string sentence_id(std::size_t sentence) const;
};

}  // namespace klinker
