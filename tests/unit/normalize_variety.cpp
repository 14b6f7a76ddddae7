#include "catch.h"
#include "klinker/error.h"
#include "klinker/normalize/variety.h"

using namespace klinker;

namespace {

const VarietyIdentifier& identifier() {
  static const VarietyIdentifier made;
  return made;
}

}  // namespace

TEST_CASE("a sentence of each variety is told apart", "[normalize]") {
  for (const auto& [text, variety] :
       {std::pair("Vanavond vergadert de gemeenteraad over het klimaatbeleid van de gemeente.", Variety::standard),
        {"hey wss kom ik ff later idd, lol mn fiets is stuk xx", Variety::chat},
        {"allee gij, da's nen toffe mens é, kom ne keer langs bij ons thuis", Variety::flemish},
        {"ewa bro, we gaan vanavond chillen met die sma in de osso, wollah", Variety::street},
        {"da witte gij toch ok nie jonge, ge moet wa harder werken", Variety::brabantian},
        {"ich höb dat neet gezeen, det is sjoen", Variety::limburgish},
        {"moar dat wait ik nait, wie goan noar hoes", Variety::low_saxon},
        {"bin je noe ier? d'r wazze wè vee mensen op 't strange, 'k è 't eêl mooi gevonde", Variety::zeelandic},
        {"'k en weetn dadde nie, 't is were ol van da", Variety::west_flemish},
        {"gaa zè zot, manneke, da mende na toch ni", Variety::antwerp},
        {"pt bekend m htn en dm2, RR 140/90, geen koorts, VG: COPD", Variety::clinical},
        {"haal die wi3t ff op bij die d3aler, pr1js in dm", Variety::evasive},
        {"Zij hebben den geheelen dag geloopen en zoo veel gezien.", Variety::historical},
        {"It giet oan, wy binne der hast", Variety::frisian}}) {
    CAPTURE(text);
    CHECK(name(identifier().identify(text).scores.best()) == name(variety));
  }
}

TEST_CASE("short messages of chat are chat", "[normalize]") {
  for (const std::string_view text : {"kwil gwn naar huis", "Kheb leuuuuk geslapen"}) {
    CAPTURE(text);
    CHECK(name(identifier().identify(text).scores.best()) == "chat");
  }
}

TEST_CASE("probabilities of a text sum to one, and each sentence has its own", "[normalize]") {
  const std::string text =
      "Vanavond vergadert de gemeenteraad over het klimaatbeleid.\nmoar dat wait ik nait, wie goan noar hoes";
  const VarietiesOfText found = identifier().identify(text);
  REQUIRE(found.sentences.size() == 2);
  CHECK(found.sentences[0].scores.best() == Variety::standard);
  CHECK(found.sentences[1].scores.best() == Variety::low_saxon);
  CHECK(found.sentences[1].span.of(text) == "moar dat wait ik nait, wie goan noar hoes");
  float sum = 0;
  for (const float p : found.scores.probabilities) sum += p;
  CHECK(sum == Approx(1));
  CHECK(found.scores[Variety::standard] > 0.1f);
  CHECK(found.scores[Variety::low_saxon] > 0.1f);
}

TEST_CASE("a text without words is standard", "[normalize]") {
  for (const std::string_view text : {"", " \n", "12 345", "?!", "👍", "\u200B"}) {
    CAPTURE(text);
    CHECK(identifier().identify(text).scores.best() == Variety::standard);
  }
}

TEST_CASE("varieties have names", "[normalize]") {
  for (std::size_t v = 0; v < kVarieties; ++v) CHECK(variety(name(static_cast<Variety>(v))) == static_cast<Variety>(v));
  try {
    variety("klingon");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::wrong_value);
    CHECK(std::string(error.what()).find("low_saxon") != std::string::npos);
  }
}
