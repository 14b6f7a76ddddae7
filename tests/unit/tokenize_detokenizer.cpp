#include "catch.h"
#include "klinker/tokenize/detokenizer.h"
#include "klinker/tokenize/tokenizer.h"

using namespace klinker;

namespace {

// Tokens of `text` put together again, with all knowledge of its spaces gone.
std::string there_and_back(std::string_view text) {
  std::vector<std::string_view> tokens;
  const Tokenization result = Tokenizer().tokenize(text);
  for (const Token& token : result.tokens) tokens.push_back(token.span.of(text));
  return Detokenizer().detokenize(tokens);
}

}  // namespace

TEST_CASE("Dutch sentences come back as they were written", "[tokenize]") {
  for (const std::string_view text : {"Kom je, of niet?",
                                      "'s Avonds (om 8 uur) aten we; zo'n 20 man, d.w.z. iedereen!",
                                      "Hij zei: \"Ik kom.\"",
                                      "\"Ja\", zei ze, \"kom maar\".",
                                      "“Ja”, zei ze, “kom maar”.",
                                      "„Ja”, zei ze.",
                                      "‘Ja,’ zei ze, ‘kom maar.’",
                                      "«Ja», zei ze.",
                                      "Met ’Hallo’ en ’Dag’.",
                                      ",,Ja'', zei ze.",
                                      "Kom maar\", zei ze.",
                                      "Dat is alles.\"",
                                      "\"Eerst dit.",
                                      "De 'kom maar'-aanpak en de \"wie dan\"-vraag.",
                                      "Het kost € 5,- of $20.",
                                      "Artikel 5 [zie boven] {noot}.",
                                      "Wacht... echt?!",
                                      "Jan-Willem en/of Piet: in- en uitvoer.",
                                      "Het was 20 °C - en droog.",
                                      "Zie www.klinker.example, of (anders) #fietsen :-)"})
    CHECK(there_and_back(text) == text);
}

TEST_CASE("whatever comes, no token is lost", "[tokenize]") {
  const Detokenizer detokenizer;
  CHECK(detokenizer.detokenize({}).empty());
  const std::vector<std::string_view> marks = {"\"", "", ")", "(", "\"", "\"", "'", "“", "”", "’", "$"};
  std::string expected, out = detokenizer.detokenize(marks);
  for (const std::string_view mark : marks) expected += mark;
  std::erase(out, ' ');
  CHECK(out == expected);
  const std::vector<std::string_view> many(200000, "“");
  CHECK(detokenizer.detokenize(many).size() >= 600000);
}
