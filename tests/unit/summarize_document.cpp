#include <algorithm>
#include <limits>
#include <string>

#include "catch.h"
#include "clinical/room.h"
#include "klinker/error.h"
#include "klinker/summarize/document_summarizer.h"

using namespace klinker;

namespace {

const DocumentSummarizer& summarizer() {
  static const DocumentSummarizer one;
  return one;
}

const std::string kDecision =
    "Gemeente Veldmeer\n\n"
    "Onderwerp: aanvraag voor een terras\n\n"
    "Beste mevrouw Ydema,\n\n"
    "Aanleiding\n"
    "Op 4 april hebben wij uw brief ontvangen. Daarin vraagt u een vergunning voor een terras bij uw café aan de "
    "Dorpsstraat. "
    "Het terras telt veertig stoelen en ligt naast de kerk.\n\n"
    "Beoordeling\n"
    "De brandweer heeft geen bezwaar. De kerkenraad vreest lawaai tijdens diensten. Wij begrijpen die vrees. Uit een meting "
    "blijkt dat het geluid bij de kerk onder de norm blijft.\n\n"
    "Besluit\n"
    "- Wij verlenen u de vergunning voor het terras tot en met 31 december.\n"
    "- Tijdens kerkdiensten op zondag blijft het terras gesloten.\n\n"
    "Bezwaar\n"
    "U kunt binnen zes weken bezwaar maken bij het college.\n\n"
    "Met vriendelijke groet,\n"
    "namens het college\n"
    "T. de Vlieg\n";

bool cites(std::string_view document, const std::vector<Statement>& summary, std::string_view words) {
  return std::any_of(summary.begin(), summary.end(), [&](const Statement& statement) {
    return statement.span.of(document).find(words) != std::string_view::npos;
  });
}

void check_sound(std::string_view document, const std::vector<Statement>& summary, double ratio) {
  std::size_t bytes = 0, characters = 0;
  for (std::size_t i = 0; i < summary.size(); ++i) {
    const Span span = summary[i].span;
    REQUIRE(span.start < span.end);
    REQUIRE(span.end <= document.size());
    REQUIRE(!is_continuation(document[span.start]));
    REQUIRE((span.end == document.size() || !is_continuation(document[span.end])));
    if (i > 0) REQUIRE(summary[i - 1].span.end <= span.start);
    bytes += span.size();
    characters += count_characters(span.of(document));
  }
  REQUIRE(static_cast<double>(bytes) <= ratio * static_cast<double>(document.size()));
  REQUIRE(static_cast<double>(characters) <= ratio * static_cast<double>(count_characters(document)));
}

}  // namespace

TEST_CASE("a summary of a decision has what was decided, in the order of the document", "[summarize]") {
  const auto summary = summarizer().summarize(kDecision, {.max_ratio = 0.4});
  check_sound(kDecision, summary, 0.4);
  CHECK(cites(kDecision, summary, "Wij verlenen u de vergunning"));
  CHECK(cites(kDecision, summary, "binnen zes weken bezwaar"));
  CHECK_FALSE(cites(kDecision, summary, "Beste mevrouw"));
  CHECK_FALSE(cites(kDecision, summary, "vriendelijke groet"));
  CHECK_FALSE(cites(kDecision, summary, "Gemeente Veldmeer"));
  for (const Statement& statement : summary) {
    if (statement.span.of(kDecision).starts_with("Wij verlenen")) CHECK(statement.section == Section::plan);
    if (statement.span.of(kDecision).starts_with("U kunt binnen")) CHECK(statement.section == Section::followup);
  }
}

TEST_CASE("the bounds of a summary are kept for every document", "[summarize]") {
  std::string accents;
  for (int i = 0; i < 40; ++i)
    accents += "De coördinatrice beëindigt de reünie van cafébazen nummer " + std::to_string(i) + ". ";
  for (const std::string& document : {kDecision, accents})
    for (const double ratio : {0.01, 0.1, 0.2, 0.33, 0.5, 1.0})
      check_sound(document, summarizer().summarize(document, {.max_ratio = ratio}), ratio);
  for (const std::size_t most : {1u, 2u, 3u}) {
    const auto summary = summarizer().summarize(kDecision, {.max_ratio = 1, .max_sentences = most});
    CHECK(summary.size() == most);
  }
  CHECK(summarizer().summarize(kDecision, {.max_ratio = 0.4}).size() ==
        summarizer().summarize(kDecision, {.max_ratio = 0.4, .max_sentences = 100}).size());
}

TEST_CASE("impossible options of a document summary are refused", "[summarize]") {
  for (const double ratio : {0.0, -1.0, 1.1, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(summarizer().summarize(kDecision, {.max_ratio = ratio}), Error);
  CHECK_THROWS_AS(summarizer().summarize(kDecision, {.max_sentences = 0}), Error);
}

TEST_CASE("a document without sentences has an empty summary", "[summarize]") {
  for (const char* document : {"", " \n\t\n", "12 34", "----\n====", "Ja."})
    CHECK(summarizer().summarize(document, {.max_ratio = 1}).empty());
  const std::string one = "De raad stemt in met de bouw van de brug.";
  CHECK(summarizer().summarize(one).empty());  // it does not fit in a third of itself
  REQUIRE(summarizer().summarize(one, {.max_ratio = 1}).size() == 1);
  CHECK(summarizer().summarize(one, {.max_ratio = 1}).front().span == Span{0, one.size()});
}

TEST_CASE("what is no Dutch text is refused as a document", "[summarize]") {
  const std::string english =
      "The council has decided that the bridge will be closed for the whole of the summer, because the steel is in a very "
      "bad state and they have not been able to find the money that would be needed for it.";
  CHECK_THROWS_AS(summarizer().summarize(english), Error);
  CHECK_THROWS_AS(summarizer().summarize(std::string(300, '\x01')), Error);
  try {
    summarizer().summarize(english);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unsupported);
    CHECK(std::string(error.what()).find("council") == std::string::npos);
  }
}

TEST_CASE("a sentence that leans on the one before it does not come alone", "[summarize]") {
  const std::string document =
      "De stichting beheert een molen aan de rivier. De molen is gebouwd in 1743 en staat op een lage dijk.\n\n"
      "Het bestuur kreeg in maart een offerte voor nieuwe wieken. Daarom heeft het bestuur besloten om 84.000 euro te "
      "lenen.\n\n"
      "Op zaterdag kunnen bezoekers de molen bekijken. De molenaar vertelt dan hoe het malen vroeger ging.";
  for (const double ratio : {0.3, 0.5, 0.7}) {
    const auto summary = summarizer().summarize(document, {.max_ratio = ratio});
    if (cites(document, summary, "Daarom heeft")) CHECK(cites(document, summary, "offerte voor nieuwe wieken"));
  }
  CHECK(cites(document, summarizer().summarize(document, {.max_ratio = 0.7}), "Daarom heeft"));
}

TEST_CASE("what is said twice is cited once", "[summarize]") {
  std::string document = "Aan het begin staat dat de brug over de Luts vanaf 3 juni dicht is wegens onderhoud.\n\n";
  for (int i = 0; i < 3; ++i)
    document += "De brug over de Luts is vanaf 3 juni dicht wegens onderhoud.\n\nEen aannemer uit Drachten levert " +
                std::string(1, static_cast<char>('a' + i)) + "-hout voor de leuning.\n\n";
  const auto summary = summarizer().summarize(document, {.max_ratio = 0.8});
  const auto said = std::count_if(summary.begin(), summary.end(), [&](const Statement& statement) {
    return statement.span.of(document).find("vanaf 3 juni dicht") != std::string_view::npos;
  });
  CHECK(said == 1);
}

TEST_CASE("long documents of any form take little time", "[summarize]") {
  std::string lines, line, same;
  for (int i = 0; i < 100000; ++i) lines += "regel " + std::to_string(i * 7919 % 100000) + " van de lijst\n";
  for (int i = 0; i < 20000; ++i)
    line += "Op dag " + std::to_string(i) + " besluit de raad over de brug nummer " + std::to_string(i * 31 % 977) + ". ";
  for (int i = 0; i < 20000; ++i) same += "De raad besluit over de brug. ";
  const std::string none(3000000, 'a'), quotes(300000, '"');
  for (const std::string& document : {lines, line, same, none, quotes})
    check_sound(document, summarizer().summarize(document, {.max_ratio = 0.33}), 0.33);
}
