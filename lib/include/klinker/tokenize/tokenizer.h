#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/tokenize/token.h"

namespace klinker {

/// What kind of text to expect. `standard` follows the conventions of UD Dutch; `social` and
/// `clinical` end a sentence at every line end; `clinical` splits doses (`20mg` → `20 mg`).
enum class TokenizerProfile { standard, social, clinical };

struct TokenizerOptions {
  TokenizerProfile profile = TokenizerProfile::standard;
  std::string abbreviations;  ///< a table to add to the built-in one (columns: form, follows)
  /// A table of regular expressions in the syntax of RE2 (columns: expression, type), which come before all other rules:
  /// what one matches is one token. A match lies in one line, has at most 256 bytes, does not begin with white space, and
  /// neither begins nor ends inside a run of letters and digits. The type is one of klinker::name(TokenType) or a word of
  /// the user's own.
  std::string patterns{};
};

struct TokenizerTables;

/// Splits Dutch text into words and sentences by rules and tables, in time linear in the text. In a line of more than 4,000
/// bytes, which must be a text that has lost its line ends, a learned model also finds sentences without closing punctuation
/// (headings, items of lists). Immutable: one tokenizer may serve any number of threads.
class Tokenizer {
 public:
  /// Throws Error(invalid_table) for a table with errors.
  explicit Tokenizer(const TokenizerOptions& options = {});
  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;

  /// `text` must be valid UTF-8.
  ///
  ///     klinker::Tokenizer tokenizer;
  ///     for (const klinker::Token& token : tokenizer.tokenize("Ik fiets.").tokens) use(token.span);
  Tokenization tokenize(std::string_view text) const;

  /// The same into a result whose memory is used again.
  void tokenize(std::string_view text, Tokenization& result) const;

  /// For text whose words are known (ascending, not overlapping, not empty): types and sentences only.
  Tokenization split_sentences(std::string_view text, const std::vector<Span>& words) const;

  /// The name of a token's type, those of the user's own patterns included.
  std::string_view type_name(TokenType type) const;

 private:
  std::unique_ptr<const TokenizerTables> tables_;
};

}  // namespace klinker
