// CoNLL-U and vertical text: what is written gives the text back, and what others wrote can be read; text of tokens alone;
// paragraphs and quotations. The first byte says which.

#include <cstring>
#include <vector>

#include "klinker/error.h"
#include "klinker/tokenize/conllu.h"
#include "klinker/tokenize/detokenizer.h"
#include "klinker/tokenize/paragraph.h"
#include "klinker/tokenize/quotation.h"
#include "klinker/tokenize/vertical.h"
#include "tokenization_check.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

template <class Use>
void each_line(std::string_view text, Use use) {
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    use(text.substr(start, end - start));
    start = end + 1;
  }
}

// Lines of any kind, too, give text or an error of ours.
template <class Reader>
std::string read_all(const std::string& lines) {
  Reader reader;
  std::string out;
  each_line(lines, [&](std::string_view line) { reader.read(line, out); });
  require(!find_invalid_utf8(out), "what is read is text");
  return out;
}

void check_written(const std::string& text) {
  static const Tokenizer kTokenizer;
  const Tokenization tokens = kTokenizer.tokenize(text);
  std::size_t next = 0;
  for (const Paragraph& paragraph : find_paragraphs(text, tokens)) {
    require_place(text, paragraph.span);
    require(paragraph.first_sentence == next && paragraph.last_sentence > next, "every sentence is in one paragraph");
    next = paragraph.last_sentence;
  }
  require(next == tokens.sentences.size(), "every sentence is in one paragraph");
  const std::vector<Quotation> quotations = find_quotations(text, tokens);
  for (const Quotation& quotation : quotations) {
    require_place(text, quotation.span);
    require(quotation.first_token < quotation.last_token && quotation.last_token <= tokens.tokens.size(),
            "a quotation has tokens");
  }
  if (tokens.tokens.empty()) return;  // CoNLL-U knows no empty sentence
  const DocumentPart part{text, tokens, kTokenizer};
  std::string conllu, vertical;
  append_conllu(conllu, part);
  append_vertical(vertical, part, quotations);
  require(read_all<ConlluReader>(conllu) == text, "CoNLL-U gives the text back");
  require(read_all<VerticalReader>(vertical) == text, "vertical text gives the text back");
}

void check_detokenizer(const std::string& text) {
  static const Detokenizer kDetokenizer;
  std::vector<std::string_view> tokens;
  std::string all;
  each_line(text, [&](std::string_view line) {
    for (std::size_t start = 0; (start = line.find_first_not_of(' ', start)) != std::string_view::npos;) {
      const std::size_t end = std::min(line.find(' ', start), line.size());
      tokens.push_back(line.substr(start, end - start));
      all += tokens.back();
      start = end;
    }
  });
  std::string out = kDetokenizer.detokenize(tokens);
  std::erase(out, ' ');
  require(out == all, "only spaces are put between tokens");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input = bytes(data, size);
  const std::size_t choice = take_choice(input, 4);
  const std::string text = text_of(input);
  try {
    if (choice == 0) check_written(text);
    else if (choice == 1) (void)read_all<ConlluReader>(text);
    else if (choice == 2) (void)read_all<VerticalReader>(text);
    else check_detokenizer(text);
  } catch (const Error& error) {
    require(choice != 0 && error.code() == ErrorCode::wrong_value, "only a damaged line is an error");
  }
  return 0;
}
