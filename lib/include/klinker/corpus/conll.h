#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace klinker {

/// A sentence of a file in columns.
struct ConllSentence {
  std::size_t line = 0;  ///< of its first token, from 1
  std::vector<std::string> tokens;
  std::vector<std::string> tags;
};

/// Reads the columns of the CoNLL shared tasks of 2002 and 2003 and their like: a token a line, the token first and its tag
/// last, separated by tabs, or else by spaces; an empty line ends a sentence. `-DOCSTART-` lines are passed over, and so are
/// comments: lines before a sentence that begin with "# " and do not end in a tag. Tags come out as BIO (see to_bio).
/// `where` is the file's name for messages. Throws Error(invalid_table) that names file and line for a line with one column
/// or another number of columns than the lines before, and for what is no tag.
std::vector<ConllSentence> parse_conll(std::string_view text, const std::string& where);

/// "O", or "B-" or "I-" with a type.
bool is_bio_tag(std::string_view tag);

/// Tags in which an entity may begin with I-, as in IOB1, made BIO: every entity begins with B-. BIO stays as it is.
void to_bio(std::vector<std::string>& tags);

}  // namespace klinker
