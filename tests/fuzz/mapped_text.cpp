// Normalisation form C and case folding, with the way back to the original.

#include "klinker/text/mapped_text.h"
#include "fuzz.h"

using namespace klinker;
using namespace klinker::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(bytes(data, size));
  for (const MappedText& mapped : {to_nfc(text), fold_case(text)}) {
    require(!find_invalid_utf8(mapped.text()), "the result is UTF-8");
    require(mapped.to_original({0, mapped.text().size()}) == Span{0, text.size()},
            "all of the result is made of all of the text");
    std::size_t previous = 0;
    for (std::size_t at = 0; at < mapped.text().size();) {
      const std::size_t start = at;
      next_code_point(mapped.text(), at);
      const Span original = mapped.to_original({start, at});
      require_place(text, original);
      require(original.end >= previous, "places keep their order");
      if (!mapped.changed()) require(original == Span{start, at}, "what is unchanged stays in its place");
      previous = original.end;
    }
  }
  require(to_nfc(to_nfc(text).text()).text() == to_nfc(text).text(), "form C of form C is itself");
  require(fold_case(fold_case(text).text()).text() == fold_case(text).text(), "folding twice is folding once");
  return 0;
}
