#include <string>
#include <vector>

#include "catch.h"
#include "klinker/error.h"
#include "klinker/tokenize/tokenizer.h"
#include "tokenize/sentence_end_model.h"

using namespace klinker;

namespace {

std::vector<std::string> sentences(const std::string& text) {
  std::vector<std::string> result;
  for (const Sentence& sentence : Tokenizer().tokenize(text).sentences) result.emplace_back(sentence.span.of(text));
  return result;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : " ") + line;
  return text;
}

// A web page as it is written; the tests join it to one run.
const std::vector<std::string> kPage = {
    "De Hoop",
    "De Hoop is een korenmolen aan de rand van Veldbroek, een dorp in het noorden van de provincie.",
    "Hij werd in 1794 gebouwd voor de weduwe Tromp en is sinds 1968 een rijksmonument.",
    "De molen is elke zaterdag te bezoeken en draait dan zo veel mogelijk.",
    "Geschiedenis",
    "In 1794 vroeg de weduwe Tromp het dorpsbestuur om een stuk grond langs de vaart.",
    "Het bestuur gaf toestemming, maar wilde wel dat het koren van de armen gratis werd gemalen.",
    "Zo bleef het meer dan een eeuw lang.",
    "Na de brand van 1871 kreeg de molen een nieuwe kap en een stenen onderbouw.",
    "Bouw en inrichting",
    "De romp is achtkantig en met riet gedekt.",
    "Binnen zijn twee koppels maalstenen te zien, waarvan er een nog wordt gebruikt.",
    "Op de eerste zolder staat een kleine tentoonstelling over het leven van de molenaar.",
    "Restauratie",
    "De gemeente kocht de molen in 1966, toen de wieken al twintig jaar stilstonden.",
    "Een werkgroep van bewoners haalde geld op met bazaars, een loterij en een wandeltocht.",
    "Twee jaar later kon de burgemeester de vang lichten.",
    "Bezoek",
    "De toegang is gratis, maar een bijdrage voor het onderhoud is welkom.",
    "Groepen kunnen een rondleiding aanvragen bij de vrijwilligers.",
    "De trap is steil en niet geschikt voor wie slecht ter been is.",
    "Zie ook",
    "Lijst van molens in de provincie",
    "Externe links",
    "Website van de molen",
};

}  // namespace

TEST_CASE("headings are found in a long text that has lost its line ends", "[tokenize]") {
  constexpr int kCopies = 5;  // long enough to be taken for a whole text
  std::string text;
  for (int i = 0; i < kCopies; ++i) text += joined(kPage) + " ";
  const std::vector<std::string> found = sentences(text);
  for (const std::string sentence :
       {"Geschiedenis", "Bouw en inrichting", "Restauratie", "Bezoek", "Zo bleef het meer dan een eeuw lang."}) {
    INFO(sentence);
    CHECK(std::count(found.begin(), found.end(), sentence) == kCopies);
  }
}

TEST_CASE("a short line is never cut without punctuation", "[tokenize]") {
  CHECK(sentences("Geschiedenis In 1794 vroeg de weduwe Tromp om grond.").size() == 1);
  CHECK(sentences("De molen Geschiedenis De molen").size() == 1);
}

TEST_CASE("long lines of ordinary text are cut at their punctuation alone", "[tokenize]") {
  std::string text;
  for (int i = 0; i < 50; ++i)
    text +=
        "Voorzitter, de minister van Financiën heeft gisteren met De Nederlandsche Bank gesproken over de motie van mevrouw "
        "Van den Broek. ";
  CHECK(sentences(text).size() == 50);
}

TEST_CASE("straight quotes that touch nothing open and close in turn", "[tokenize]") {
  CHECK(sentences("Hij riep: \" Kom mee! \" Daarna liep hij weg.") ==
        std::vector<std::string>{"Hij riep: \" Kom mee! \"", "Daarna liep hij weg."});
  CHECK(sentences("Ze ging. \" Waarheen? \" vroeg hij.").front() == "Ze ging.");
}

TEST_CASE("a table of weights with errors is refused with the line", "[tokenize]") {
  for (const std::string table : {"prior\t\tveel\n", "prior\t\t\n", "prior\t1\n", "prior\t\tnan\n", "prior\t\t1x\n"}) {
    INFO(table);
    CHECK_THROWS_AS(SentenceEndModel("# a comment\n" + table, "weights"), Error);
  }
  CHECK_NOTHROW(SentenceEndModel("", "weights"));
}

TEST_CASE("flattened text of any kind and size stays whole", "[tokenize]") {
  for (const std::string piece : {"A ", "Aa Bb ", "1 ", "( ", "\" ", "\xC3\x89 \xC3\xA9 ", "De Wever Jan "}) {
    std::string text;
    while (text.size() < 300'000) text += piece;
    const Tokenization result = Tokenizer().tokenize(text);
    REQUIRE(!result.sentences.empty());
    std::size_t next = 0;
    for (const Sentence& sentence : result.sentences) {
      REQUIRE(sentence.first_token == next);
      next = sentence.last_token;
    }
    CHECK(next == result.tokens.size());
  }
}
