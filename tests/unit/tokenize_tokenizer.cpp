#include "catch.h"
#include "klinker/error.h"
#include "klinker/tokenize/tokenizer.h"

using namespace klinker;

namespace {

// "Ik fiets . | Jij ook ." : tokens by spaces, sentences by bars.
std::string show(std::string_view text, TokenizerProfile profile = TokenizerProfile::standard) {
  const Tokenizer tokenizer({.profile = profile, .abbreviations = {}});
  const Tokenization result = tokenizer.tokenize(text);
  std::string out;
  for (const Sentence& sentence : result.sentences) {
    if (sentence.first_token > 0) out += " |";
    for (std::size_t i = sentence.first_token; i < sentence.last_token; ++i)
      (out += out.empty() ? "" : " ") += result.tokens[i].span.of(text);
  }
  return out;
}

TokenType type_of(std::string_view word) {
  const Tokenization result = Tokenizer().tokenize(word);
  INFO(word);
  REQUIRE(result.tokens.size() == 1);
  return result.tokens[0].type;
}

}  // namespace

TEST_CASE("words with apostrophes, hyphens and brackets stay whole", "[tokenize]") {
  for (const std::string_view word :
       {"'s", "'t", "'k", "zo'n", "z'n", "A'dam", "baby's", "oma's", "65+'ers", "3-jarige", "woon-werkverkeer", "in-", "Coca-Cola",
        "(on)mogelijk", "(tbs-)behandeling", "CD&V/N-VA", "en/of", "O.L.V.-college", "10^9/L", "120/80", "7:658", "2xdd", "1.040.261",
        "41,5%", "'s-Gravenhage", "'40", "1985-1990", "programma's", "zo’n", "speler(s)"})
    CHECK(show(word) == word);
  CHECK(show("Louis' honden") == "Louis' honden");
}

TEST_CASE("punctuation is cut off", "[tokenize]") {
  CHECK(show("Ja, (zei hij) \"nee\"!") == "Ja , ( zei hij ) \" nee \" !");
  CHECK(show("wat?!... echt") == "wat ?! ... echt");
  CHECK(show("hallo,wereld;nu") == "hallo , wereld ; nu");
  CHECK(show("€50 of 50€") == "€ 50 of 50 €");
  CHECK(show("„Zo”, ,,zo'' en «zo»") == "„ Zo ” , ,, zo '' en « zo »");
  CHECK(show("'Kom!' zei hij") == "' Kom ! ' zei hij");
}

TEST_CASE("abbreviations and initials keep their full stop", "[tokenize]") {
  CHECK(show("Prof. dr. ir. J.P.M. de Vries, d.w.z. de baas, bijv. hier.") ==
        "Prof. dr. ir. J.P.M. de Vries , d.w.z. de baas , bijv. hier .");
  CHECK(show("Dit heet vitamine A.") == "Dit heet vitamine A .");
  CHECK(show("Appels, peren enz. Daarna komt de rest.") == "Appels , peren enz. | Daarna komt de rest .");
}

TEST_CASE("sentences", "[tokenize]") {
  CHECK(show("Ik ga. Jij ook? Ja! En wij...") == "Ik ga . | Jij ook ? | Ja ! | En wij ...");
  CHECK(show("Dr. A. de Boer kwam om 8.30 uur. Hij ging.") == "Dr. A. de Boer kwam om 8.30 uur . | Hij ging .");
  CHECK(show("\"Kom.\" Hij ging.") == "\" Kom . \" | Hij ging .");
  CHECK(show("Kop zonder punt\n\nDe tekst begint.") == "Kop zonder punt | De tekst begint .");
  CHECK(show("einde.Nieuwe zin") == "einde . | Nieuwe zin");
  CHECK(show("regel een\nregel twee") == "regel een regel twee");
  CHECK(show("regel een\nregel twee", TokenizerProfile::clinical) == "regel een | regel twee");
}

TEST_CASE("token types", "[tokenize]") {
  CHECK(type_of("fiets") == TokenType::word);
  CHECK(type_of("1.250,50") == TokenType::number);
  CHECK(type_of("-5") == TokenType::number);
  CHECK(type_of("21ste") == TokenType::ordinal);
  CHECK(type_of("12-03-2024") == TokenType::date);
  CHECK(type_of("2024-03-12") == TokenType::date);
  CHECK(type_of("14:30") == TokenType::time);
  CHECK(type_of("8.15u") == TokenType::time);
  CHECK(type_of("€") == TokenType::currency);
  CHECK(type_of("https://klinker.example/a(b)?c=d") == TokenType::url);
  CHECK(type_of("www.klinker.example") == TokenType::url);
  CHECK(type_of("j.de-boer@post.klinker.example") == TokenType::email);
  CHECK(type_of("@jan_1") == TokenType::mention);
  CHECK(type_of("#fietsen") == TokenType::hashtag);
  CHECK(type_of(":-)") == TokenType::emoticon);
  CHECK(type_of("<3") == TokenType::emoticon);
  CHECK(type_of("👨‍👩‍👧") == TokenType::emoji);
  CHECK(type_of("👍🏽") == TokenType::emoji);
  CHECK(type_of("🇳🇱") == TokenType::emoji);
  CHECK(type_of("bijv.") == TokenType::abbreviation);
  CHECK(type_of("J.P.M.") == TokenType::initial);
  CHECK(type_of("...") == TokenType::punctuation);
  CHECK(type_of("+") == TokenType::symbol);
  const Tokenization dose = Tokenizer().tokenize("20 mg");
  CHECK(dose.tokens[1].type == TokenType::unit);
}

TEST_CASE("the clinical profile splits doses", "[tokenize]") {
  CHECK(show("20mg 2dd, 1,85m", TokenizerProfile::clinical) == "20 mg 2dd , 1,85 m");
  CHECK(show("20mg") == "20mg");
}

TEST_CASE("a URL ends before the punctuation of its sentence", "[tokenize]") {
  CHECK(show("Zie www.klinker.example/x, of (http://klinker.example).") ==
        "Zie www.klinker.example/x , of ( http://klinker.example ) .");
}

TEST_CASE("tables of abbreviations can be added, and errors in them have line numbers", "[tokenize]") {
  const Tokenizer tokenizer({.profile = TokenizerProfile::standard, .abbreviations = "# mine\nkwx.\tname\n"});
  CHECK(tokenizer.tokenize("Zie kwx. Jansen").sentences.size() == 1);
  for (const std::string bad : {"kwx\tname\n", "kwx.\tnever\n", "k x.\tname\n", "kwx.\n"}) {
    try {
      Tokenizer broken({.profile = TokenizerProfile::standard, .abbreviations = "# mine\n" + bad});
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(std::string(error.what()).find("line 2") != std::string::npos);
    }
  }
}

TEST_CASE("words that are known already are kept", "[tokenize]") {
  const std::string text = "Ik ga . Jij ook";
  const Tokenization result = Tokenizer().split_sentences(text, {{0, 2}, {3, 5}, {6, 7}, {8, 11}, {12, 15}});
  CHECK(result.tokens.size() == 5);
  CHECK(result.sentences.size() == 2);
}

TEST_CASE("nothing in, nothing out", "[tokenize]") {
  CHECK(Tokenizer().tokenize("").sentences.empty());
  CHECK(Tokenizer().tokenize(" \n\t ").tokens.empty());
}
