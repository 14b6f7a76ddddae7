#include "clinical/statement_splitter.h"

#include <string>

#include "catch.h"
#include "clinical/folded_text.h"

using namespace klinker;

namespace {

std::vector<std::string> split(const std::string& record) {
  static const SectionSplitter sections;
  static const StatementSplitter splitter;
  const std::string folded = fold_for_matching(record);
  std::vector<std::string> parts;
  for (const Clause& clause : splitter.split(record, folded, sections.split(record, folded)))
    parts.emplace_back(clause.span.of(record));
  return parts;
}

using Parts = std::vector<std::string>;

}  // namespace

TEST_CASE("sentences end at full stops, not at abbreviations, initials and decimals", "[clinical]") {
  CHECK(split("Hoest sinds gisteren. Keel rood.") == Parts{"Hoest sinds gisteren.", "Keel rood."});
  CHECK(split("Overleg met dr. Van Dam i.v.m. koorts van 38.5 graden.") ==
        Parts{"Overleg met dr. Van Dam i.v.m. koorts van 38.5 graden."});
  CHECK(split("Gezien door J.P. de Vries.") == Parts{"Gezien door J.P. de Vries."});
  CHECK(split("dat amox gewoon mag. azitro gestopt") == Parts{"dat amox gewoon mag.", "azitro gestopt"});
  CHECK(split("patient in cond. goed") == Parts{"patient in cond. goed"});
  CHECK(split("SaO2 98. re TV rood") == Parts{"SaO2 98.", "re TV rood"});
}

TEST_CASE("list items, semicolons and arrows", "[clinical]") {
  CHECK(split("- rust houden\n* veel drinken\n3. over een week terug") ==
        Parts{"rust houden", "veel drinken", "over een week terug"});
  CHECK(split("foto van de heup maken; daarna orthopeed bellen") == Parts{"foto van de heup maken", "daarna orthopeed bellen"});
  CHECK(split("oor rood -> amoxicilline 3dd") == Parts{"oor rood", "amoxicilline 3dd"});
  CHECK(split("• rust\n• water") == Parts{"rust", "water"});
}

TEST_CASE("a negation stays with what it denies", "[clinical]") {
  CHECK(split("Geen koorts, niet gebraakt.") == Parts{"Geen koorts, niet gebraakt."});
  const std::string longer =
      "De wond aan het been was goed genezen en droog, geen tekenen van infectie, niet rood en niet pijnlijk bij druk.";
  CHECK(split(longer) == Parts{longer});
  CHECK(split("petechien -, nekstijf -") == Parts{"petechien -, nekstijf -"});
}

TEST_CASE("a condition and a relative keep the rest of the sentence", "[clinical]") {
  const std::string advice = "Bij koorts of suf worden of langer dan drie dagen niet drinken: bellen, ook in de nacht; anders over een week.";
  CHECK(split(advice) == Parts{advice});
  const std::string father =
      "Zijn vader had op jonge leeftijd een hartinfarct met een reanimatie, kreeg daarna een stent in het ziekenhuis.";
  CHECK(split(father) == Parts{father});
  CHECK(split("Niet allergisch, nagevraagd; dochter wel.") == Parts{"Niet allergisch, nagevraagd; dochter wel."});
}

TEST_CASE("a long sentence without such words is cut at commas", "[clinical]") {
  CHECK(split("Uw patiënt werd opgenomen met plots krachtsverlies van het rechterbeen, laatst goed gezien om tien uur in de ochtend.").size() == 2);
  CHECK(split("Er was een afwijking op de foto van de borstkas gezien door de radioloog, waarvoor een scan werd gemaakt.").size() == 1);
}

TEST_CASE("fields of a line, cells and brackets are clauses of one sentence", "[clinical]") {
  CHECK(split("02 digoxine 0,125 mg 1dd – trouw – spiegel te hoog, misselijk – AKKOORD, 0,0625 mg per direct") ==
        Parts{"02 digoxine 0,125 mg 1dd", "trouw – spiegel te hoog, misselijk", "AKKOORD, 0,0625 mg per direct"});
  CHECK(split("| enalapril 20 1dd | ja | omzetten in candesartan 8 1dd |") ==
        Parts{"enalapril 20 1dd", "ja", "omzetten in candesartan 8 1dd"});
  CHECK(split("insuline degludec 5 E 's avonds (verlaagd van 6 wegens hypo)") ==
        Parts{"insuline degludec 5 E 's avonds", "(verlaagd van 6 wegens hypo)"});
  CHECK(split("petechien (-), koorts (38,4)") == Parts{"petechien (-), koorts (38,4)"});
}

TEST_CASE("what is below a scoping heading keeps it", "[clinical]") {
  CHECK(split("Fam: jicht. Suikerziekte.") == Parts{"Fam: jicht. Suikerziekte."});
}
