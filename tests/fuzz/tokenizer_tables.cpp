// Tables that a user adds to the tokeniser. The first byte says which; up to a form feed the input is the table, behind it a
// text to split with it.

#include "klinker/error.h"
#include "klinker/tokenize/tokenizer.h"
#include "tokenization_check.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input = bytes(data, size);
  const bool patterns = take_choice(input, 2) == 1;
  const std::size_t cut = std::min(input.find('\f'), input.size());
  TokenizerOptions options;
  (patterns ? options.patterns : options.abbreviations) = input.substr(0, cut);
  try {
    const Tokenizer tokenizer(options);
    const std::string text = text_of(input.substr(cut));
    check_tokenization(text, tokenizer.tokenize(text));
  } catch (const Error& error) {
    require(error.code() == ErrorCode::invalid_table, "a bad table is called one");
  }
  return 0;
}
