#include "catch.h"
#include "klinker/tokenize/paragraph.h"
#include "klinker/tokenize/quotation.h"
#include "klinker/tokenize/tokenizer.h"

using namespace klinker;

namespace {

std::vector<std::string> quotations(std::string_view text) {
  std::vector<std::string> out;
  const Tokenization tokens = Tokenizer().tokenize(text);
  for (const Quotation& quotation : find_quotations(text, tokens)) {
    out.emplace_back(quotation.span.of(text));
    CHECK(quotation.span ==
          Span{tokens.tokens[quotation.first_token].span.start, tokens.tokens[quotation.last_token - 1].span.end});
  }
  return out;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("quotations between marks of every kind", "[tokenize]") {
  for (const std::string quotation :
       {"“Ik kom.”", "„Ik kom.”", "„Ik kom.“", "”Ik kom.”", "‘Ik kom.’", "\"Ik kom.\"", "'Ik kom.'", "«Ik kom.»",
        "»Ik kom.«", "‹Ik kom.›", ",,Ik kom.''", "“Ik kom. Ga weg!”", "\"Ik kom\""}) {
    INFO(quotation);
    CHECK(quotations("Hij zei: " + quotation + " En hij ging.") == Strings{quotation});
    CHECK(quotations(quotation) == Strings{quotation});
  }
  CHECK(quotations("\"Ja,\" zei hij, \"nee.\"") == Strings{"\"Ja,\"", "\"nee.\""});
  CHECK(quotations("Ze zei: “Hij riep ‘ho’ en ging.”") == Strings{"“Hij riep ‘ho’ en ging.”", "‘ho’"});
  CHECK(quotations("(\"tussen haakjes\")") == Strings{"\"tussen haakjes\""});
}

TEST_CASE("what is not closed is no quotation", "[tokenize]") {
  CHECK(quotations("'s Avonds aten Louis' ouders foto's en 't was zo'n feest").empty());
  CHECK(quotations("“Begin zonder eind.\n\nAndere alinea.”").empty());
  CHECK(quotations("een “ en een „ en niets").empty());
  CHECK(quotations("5\" en 6 inch").empty());
  CHECK(quotations("\"Begin zonder eind. \"Tweede.\" Slot.") == Strings{"\"Tweede.\""});
  std::string far = "“";
  for (int i = 0; i < 1001; ++i) far += "a ";
  CHECK(quotations(far + "b”").empty());
}

TEST_CASE("many marks take time in proportion", "[tokenize]") {
  std::string marks;
  for (int i = 0; i < 100000; ++i) marks += "“a ‘b \"c „d ";
  const Tokenization tokens = Tokenizer().tokenize(marks);
  CHECK(find_quotations(marks, tokens).empty());
  std::string nested;
  for (int i = 0; i < 100000; ++i) nested += "“a ‘b’ c” ";
  CHECK(find_quotations(nested, Tokenizer().tokenize(nested)).size() == 200000);
}

TEST_CASE("paragraphs end at blank lines", "[tokenize]") {
  const std::string_view text = "\n\nKop\n \t\nEerste. Tweede.\nDerde.\r\n\r\nVierde.";
  const Tokenization tokens = Tokenizer().tokenize(text);
  Strings found;
  std::size_t next = 0;
  for (const Paragraph& paragraph : find_paragraphs(text, tokens)) {
    found.emplace_back(paragraph.span.of(text));
    CHECK(paragraph.first_sentence == next);
    next = paragraph.last_sentence;
  }
  CHECK(next == tokens.sentences.size());
  CHECK(found == Strings{"Kop", "Eerste. Tweede.\nDerde.", "Vierde."});
  CHECK(find_paragraphs("", {}).empty());
}
