#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "clinical/context_lexicon.h"
#include "clinical/context_years.h"
#include "klinker/clinical/context.h"
#include "klinker/clinical/entity_finder.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

// What is said of the entities in `[…]`, those that say nothing special as "-".
std::string read(std::string_view marked, int year = 0) {
  static const ContextDetector kDetector;
  std::string text;
  std::vector<Span> entities;
  for (const char c : marked) {
    if (c == '[') entities.push_back({text.size(), 0});
    else if (c == ']') entities.back().end = text.size();
    else text += c;
  }
  std::string said;
  for (const EntityContext& context : kDetector.detect(text, entities, {.year = year})) {
    if (!said.empty()) said += ", ";
    std::string words;
    const auto add = [&](std::string_view word) { (words += words.empty() ? "" : " ") += word; };
    if (context.presence != Presence::present) add(name(context.presence));
    if (context.temporality != Temporality::current) add(name(context.temporality));
    if (context.experiencer != Experiencer::patient) add(name(context.experiencer));
    said += words.empty() ? "-" : words;
  }
  return said;
}

std::string found(const EntityFinder& finder, std::string_view record) {
  std::string all;
  for (const FoundEntity& entity : finder.find(record)) {
    if (!all.empty()) all += '|';
    all += entity.span.of(record);
    if (!entity.code.empty()) (all += '=') += entity.code;
  }
  return all;
}

}  // namespace

TEST_CASE("a denial reaches as far as its clause") {
  CHECK(read("Geen [koorts], wel [hoesten]") == "absent, -");
  CHECK(read("Geen [koorts] maar [keelpijn]") == "absent, -");
  CHECK(read("Geen [koorts]; [keelpijn]") == "absent, -");
  CHECK(read("Geen [koorts]\n[Keelpijn]") == "absent, -");
  CHECK(read("Zonder [koorts] vanwege [artrose]") == "absent, -");
  CHECK(read("(geen [koorts]) [hoest]") == "absent, -");
}

TEST_CASE("a denial goes over the commas of a list only") {
  CHECK(read("Geen [koorts], [hoesten] of [braken].") == "absent, absent, absent");
  CHECK(read("Geen [koorts], [malaise], [hoofdpijn].") == "absent, absent, absent");
  CHECK(read("Geen [koorts], [hoest].") == "absent, -");
  CHECK(read("Geen [koorts], [hoest] sinds 3 dagen, [moe].") == "absent, -, -");
  CHECK(read("Niet [ziek], helder, [alert].") == "absent, -");
  CHECK(read("[Koorts], [hoesten] en [braken] ontkend.") == "absent, absent, absent");
}

TEST_CASE("signs speak of what they are written to") {
  CHECK(read("[koorts] -, [hoesten] +, [dyspnoe]-") == "absent, -, absent");
  CHECK(read("[dyspnoe]: nee, [oedeem]: ja") == "absent, -");
  CHECK(read("[Koorts]? Nee. [Hoest]? Ja.") == "absent, -");
  CHECK(read("?[fractuur] [pols]") == "uncertain, -");
  CHECK(read("- [koorts] - [hoest]") == "-, -");
  CHECK(read("[COPD]-patiënt") == "-");
}

TEST_CASE("doubt, and a verdict after it") {
  CHECK(read("[Longembolie] kan niet worden uitgesloten") == "uncertain");
  CHECK(read("[Longembolie] werd met CT uitgesloten") == "absent");
  CHECK(read("Verdenking op [longembolie], CT-thorax") == "uncertain");
  CHECK(read("DD [jicht], [artritis], [artrose]") == "uncertain, uncertain, uncertain");
  CHECK(read("Metoprolol 2 dd 50 mg bij [angina pectoris]") == "-");
}

TEST_CASE("what only looks like a denial is none") {
  CHECK(read("Geen toename van de [dyspnoe]") == "-");
  CHECK(read("Niet alleen [hoofdpijn]") == "-");
  CHECK(read("Zonder twijfel [erysipelas]") == "-");
}

TEST_CASE("years and durations") {
  CHECK(read("2014: [liesbreuk]") == "historical");
  CHECK(read("[TIA] 2015, [astma]") == "historical, -");
  CHECK(read("[TIA] in maart 2015 gehad") == "historical");
  CHECK(read("[Appendectomie] '98") == "historical");
  CHECK(read("Sinds 2019 [diabetes]") == "-");
  CHECK(read("[Diabetes] sinds het ongeval in 2015") == "-");
  CHECK(read("2014: [liesbreuk]", 2014) == "-");
  CHECK(read("2014: [liesbreuk]", 2015) == "historical");
  CHECK(read("Op 12-03-2019 [val]. Vandaag 14-05-2025 controle.") == "historical");
  CHECK(read("14-05-2025: [hoesten]") == "-");
  CHECK(read("2000 mg [paracetamol]") == "-");
  CHECK(read("Drie jaar geleden [depressie], sinds een week [hoest]") == "historical, -");
  CHECK(latest_dated_year("3-4-2019 en 2020-05-06, 99.99.2030, 2031") == 2020);
}

TEST_CASE("headings hold for what stands below them") {
  CHECK(read("Voorgeschiedenis:\n- [astma]\n- [TIA]\n\nBeleid:\n[paracetamol]") == "historical, historical, -");
  CHECK(read("FA: moeder [diabetes]\nAnamnese: [hoest]") == "family, -");
  CHECK(read("Familieanamnese: geen [borstkanker]") == "absent family");
  CHECK(read("Medische voorgeschiedenis\n[Astma]") == "historical");
  CHECK(read("Familie aanwezig\n[Astma]") == "-");
}

TEST_CASE("conditions are future, findings are not") {
  CHECK(read("Bij [koorts] of [braken] bellen") == "future, future");
  CHECK(read("Bij lichamelijk onderzoek [koorts]") == "-");
  CHECK(read("Prednison bij [astma]") == "-");
  CHECK(read("Indien [koorts] antibiotica") == "future");
  CHECK(read("Ter preventie van [trombose]") == "future");
}

TEST_CASE("relatives have illnesses, and tell of those of the patient") {
  CHECK(read("Moeder had [borstkanker]") == "family");
  CHECK(read("Moeder belt dat patiënt [koorts] heeft") == "-");
  CHECK(read("Komt met haar moeder wegens [koorts]") == "-");
  CHECK(read("Woont bij moeder, [hoest]") == "-");
  CHECK(read("[Borstkanker] bij moeder") == "family");
  CHECK(read("Zus met [MS], patiënt zelf [migraine]") == "family, -");
  CHECK(read("Zijn vrouw heeft [griep]") == "other");
}

TEST_CASE("a trigger is the place of the words that decided") {
  const std::string text = "Beleid. Geen koorts.";
  const auto context = ContextDetector().detect(text, {{13, 19}}).front();
  REQUIRE(context.presence_trigger);
  CHECK(context.presence_trigger->of(text) == "Geen");
  CHECK_FALSE(context.temporality_trigger);
  const std::string dash = "koorts –";  // a sign of three bytes
  CHECK(ContextDetector().detect(dash, {{0, 6}}).front().presence_trigger->of(dash) == "–");
}

TEST_CASE("entities come in any order and overlap") {
  const std::string text = "Geen koorts, wel hoest";
  const auto contexts = ContextDetector().detect(text, {{17, 22}, {5, 11}, {5, 22}});
  CHECK(contexts[0].presence == Presence::present);
  CHECK(contexts[1].presence == Presence::absent);
  CHECK(contexts[2].presence == Presence::absent);
}

TEST_CASE("an entity that is no place in the record is refused") {
  const ContextDetector detector;
  CHECK_THROWS_AS(detector.detect("koorts", {{0, 7}}), Error);
  CHECK_THROWS_AS(detector.detect("koorts", {{3, 3}}), Error);
  CHECK_THROWS_AS(detector.detect("één", {{1, 3}}), Error);
  CHECK(detector.detect("", {}).empty());
}

TEST_CASE("terms are found whatever their inflection") {
  const EntityFinder finder("fractuur\tF1\nacuut nierfalen\tN1\nAF\tA1\ntrombose\tT1\nastma\tS1\nCOPD\tC1\ncovid-19\tV1\n");
  CHECK(found(finder, "Twee FRACTUREN, acute nierfalen") == "FRACTUREN=F1|acute nierfalen=N1");
  CHECK(found(finder, "AF sinds 2019; is af en toe moe") == "AF=A1|moe");
  CHECK(found(finder, "een beenvenetrombose") == "beenvenetrombose=T1");
  CHECK(found(finder, "de COPD-verpleegkundige en de astmaverpleegkundige") == "");
  CHECK(found(finder, "covid-19 gehad") == "covid-19=V1");
}

TEST_CASE("the longest of overlapping terms is found, the first of equal ones counts") {
  const EntityFinder finder("pijn\tP1\npijn op de borst\tP2\npijn op de borst\tP3\n");
  CHECK(found(finder, "Pijn op de borst, pijn op de duim") == "Pijn op de borst=P2|pijn=P1");
  CHECK(found(finder, "pijn op\nde borst") == "pijn=P1");
}

TEST_CASE("a list of terms with errors is refused with its line") {
  std::string message;
  try {
    EntityFinder("# terms\nkoorts\tK1\nhoest\n", "own.tsv");
  } catch (const Error& error) {
    message = error.what();
  }
  CHECK(message.find("own.tsv, line 3") != std::string::npos);
}
