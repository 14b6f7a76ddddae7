#include <algorithm>
#include <string>
#include <vector>

#include "catch.h"
#include "clinical/folded_text.h"
#include "klinker/error.h"
#include "summarize/document_analyzer.h"
#include "summarize/sentence_graph.h"
#include "summarize/sentence_model.h"
#include "summarize/term_reader.h"

using namespace klinker;

namespace {

std::vector<std::string> sentences_of(const std::string& document) {
  std::vector<std::string> sentences;
  for (const DocumentSentence& sentence : DocumentReader().read(document).sentences)
    sentences.emplace_back(sentence.span.of(document));
  return sentences;
}

std::vector<std::string> headings_of(const std::string& document) {
  std::vector<std::string> headings;
  for (const Span heading : DocumentReader().read(document).headings) headings.emplace_back(heading.of(document));
  return headings;
}

using Strings = std::vector<std::string>;

ReadDocument analyze(const std::string& document) {
  static const DocumentAnalyzer kAnalyzer;
  return kAnalyzer.read(document, fold_for_matching(document));
}

float feature(const SentenceSigns& signs, SentenceFeature which) { return signs.features[static_cast<std::size_t>(which)]; }

}  // namespace

TEST_CASE("headings are no sentences, and signs of lists belong to no sentence", "[summarize]") {
  const std::string document =
      "# Verslag\n\n1. Opening\nDe voorzitter opent. Er zijn geen vragen.\n\n2.3 Besluit\n- de brug blijft open;\n"
      "a. het pad wordt breder\n• de lamp wordt vervangen\n12 huizen krijgen een nieuw dak.\n";
  CHECK(headings_of(document) == Strings{"# Verslag", "Opening", "Besluit"});
  CHECK(sentences_of(document) == Strings{"De voorzitter opent.", "Er zijn geen vragen.", "de brug blijft open;",
                                          "het pad wordt breder", "de lamp wordt vervangen",
                                          "12 huizen krijgen een nieuw dak."});
}

TEST_CASE("lines of a fixed width are one paragraph, other lines are paragraphs", "[summarize]") {
  CHECK(sentences_of("Het college heeft in de vergadering van dinsdag\nbesloten dat de brug in de zomer dicht gaat.\n") ==
        Strings{"Het college heeft in de vergadering van dinsdag\nbesloten dat de brug in de zomer dicht gaat."});
  CHECK(sentences_of("appels uit de polder\nperen van de dijk\n").size() == 2);
}

TEST_CASE("a long row of short lines is a list, not headings", "[summarize]") {
  std::string document;
  for (int i = 0; i < 20; ++i) document += "Naam van een bewoner\n";
  CHECK(headings_of(document).empty());
  CHECK(sentences_of(document).size() == 20);
  CHECK(headings_of("Alleen een kop").empty());  // nothing stands below it
}

TEST_CASE("a sentence knows whether it cuts a quotation", "[summarize]") {
  const std::string document = "Zij was kort. \"Dat is mooi. Wij gaan door\", zei zij. Daarna ging zij naar huis.";
  const DocumentParts parts = DocumentReader().read(document);
  REQUIRE(parts.sentences.size() == 4);
  CHECK_FALSE(parts.sentences[0].cuts_quotation);
  CHECK(parts.sentences[1].cuts_quotation);
  CHECK(parts.sentences[2].cuts_quotation);
  CHECK_FALSE(parts.sentences[3].cuts_quotation);
  CHECK(parts.sentences[1].quoted == 1);
  CHECK(parts.sentences[3].quoted == 0);
}

TEST_CASE("inflected forms have one stem, compounds their parts", "[summarize]") {
  const TermReader reader;
  for (const auto& [word, stem] : std::vector<std::pair<std::string, std::string>>{{"vergunningen", "vergunning"},
                                                                                   {"gemeenten", "gemeente"},
                                                                                   {"gemeente", "gemeente"},
                                                                                   {"huizen", "huis"},
                                                                                   {"brieven", "brief"},
                                                                                   {"bomen", "boom"},
                                                                                   {"bommen", "bom"},
                                                                                   {"grote", "groot"},
                                                                                   {"mogelijkheden", "mogelijkheid"},
                                                                                   {"verleent", "verleen"},
                                                                                   {"verlenen", "verleen"},
                                                                                   {"zwembad", "zwembad"},
                                                                                   {"raad", "raad"},
                                                                                   {"een", "een"}})
    CHECK(reader.stem(word) == stem);
  const auto holds = [&](std::string_view word, std::string_view term) {
    const auto terms = reader.read(word);
    return std::any_of(terms.begin(), terms.end(), [&](const WordTerm& each) { return each.stem == term; });
  };
  CHECK(holds("raadsvergadering", "raad"));
  CHECK(holds("raadsvergadering", "vergadering"));
  CHECK(holds("bouwvergunningen", "vergunning"));
  CHECK(reader.read("de").empty());
  CHECK(reader.read("2024").empty());
  CHECK(reader.read(std::string(5000, 'a')).empty());
  REQUIRE(reader.read("veenmos").size() >= 1);
  CHECK(reader.read("veenmos").front().rarity > reader.read("besluit").front().rarity);
}

TEST_CASE("a sentence that shares its terms with many is central", "[summarize]") {
  const std::string document =
      "De brug over het kanaal is verroest. Het kanaal krijgt een nieuwe brug. De oude brug verdwijnt in juni. "
      "De schipper vaart om, want het kanaal is dicht bij de brug. Tante Bep bakt pannenkoeken.";
  const ReadDocument read = analyze(document);
  const auto central = sentence_centrality(read.vectors, read.signs.size());
  const auto like = likeness_to_document(read.vectors, read.signs.size());
  REQUIRE(central.size() == 5);
  CHECK(std::min_element(central.begin(), central.end()) - central.begin() == 4);
  CHECK(std::min_element(like.begin(), like.end()) - like.begin() == 4);
  CHECK(feature(read.signs[4], SentenceFeature::central) == 0);
}

TEST_CASE("cues, headings and places are signs of a sentence", "[summarize]") {
  const std::string document =
      "Raadsvoorstel\n\nAanleiding\nHet dak lekt. Hij lekt al jaren.\n\nBesluit\nDe raad besluit 12.000 euro uit te geven "
      "aan het "
      "dak.\n";
  const ReadDocument read = analyze(document);
  REQUIRE(read.signs.size() == 3);
  CHECK(feature(read.signs[0], SentenceFeature::below_reason) == 1);
  CHECK(feature(read.signs[2], SentenceFeature::below_plan) == 1);
  CHECK(feature(read.signs[2], SentenceFeature::cue_decision) == 1);
  CHECK(feature(read.signs[2], SentenceFeature::decision_below_plan) == 1);
  CHECK(feature(read.signs[0], SentenceFeature::cue_decision) == 0);
  CHECK(feature(read.signs[0], SentenceFeature::early) == 1);
  CHECK(feature(read.signs[2], SentenceFeature::late) == 1);
  CHECK(read.signs[1].leans);
  CHECK_FALSE(read.signs[0].leans);
  CHECK(read.signs[2].section == Section::plan);
  CHECK(read.signs[0].section == Section::reason);
  CHECK_FALSE(read.signs[0].plain);
  CHECK(analyze("De hond blaft. De kat slaapt op de bank. De vis zwemt rond.").signs[0].plain);
}

TEST_CASE("weights are read with their features, and others are refused", "[summarize]") {
  const auto weights = SentenceModel::parse("# comment\nearly\t1.5\t-2\n", "weights.tsv");
  CHECK(weights.formal[static_cast<std::size_t>(SentenceFeature::early)] == Approx(1.5));
  CHECK(weights.plain[static_cast<std::size_t>(SentenceFeature::early)] == Approx(-2));
  CHECK_THROWS_AS(SentenceModel::parse("vroeg\t1\t1\n", "weights.tsv"), Error);
  CHECK_THROWS_AS(SentenceModel::parse("early\tveel\t1\n", "weights.tsv"), Error);
  CHECK_THROWS_AS(SentenceModel::parse("early\t1\n", "weights.tsv"), Error);
  for (std::size_t i = 0; i < kSentenceFeatures; ++i) CHECK_FALSE(name(static_cast<SentenceFeature>(i)).empty());
}
