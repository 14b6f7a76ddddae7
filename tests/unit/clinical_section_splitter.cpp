#include "clinical/section_splitter.h"

#include <string>

#include "catch.h"
#include "clinical/folded_text.h"

using namespace klinker;

namespace {

// "section: body" for each block.
std::vector<std::string> split(const std::string& record) {
  static const SectionSplitter splitter;
  std::vector<std::string> parts;
  for (const Block& block : splitter.split(record, fold_for_matching(record)))
    parts.push_back((block.section ? std::string(name(*block.section)) : "-") + ": " + std::string(block.body.of(record)));
  return parts;
}

using Parts = std::vector<std::string>;

}  // namespace

TEST_CASE("headings with a colon, a slash and a dash", "[clinical]") {
  CHECK(split("Voorgeschiedenis: astma\nAllergie: kiwi\n") == Parts{"history: astma", "allergy: kiwi"});
  CHECK(split("VG/ astma\nMed/ salbutamol zn") == Parts{"history: astma", "medication: salbutamol zn"});
  CHECK(split("Conclusie - longontsteking\nBeleid - antibiotica") == Parts{"diagnosis: longontsteking", "plan: antibiotica"});
}

// A line that is only likely to be a heading is kept as text too, so that `Geen medicatie` is not lost.
TEST_CASE("headings alone on a line hold until the next one", "[clinical]") {
  CHECK(split("CONCLUSIE\nastma\n\njicht\n\nBELEID\nrust") == Parts{"diagnosis: astma", "diagnosis: jicht", "plan: rust"});
  CHECK(split("Lange voorgeschiedenis\ndepressie in 2009\n") == Parts{"history: Lange voorgeschiedenis", "history: depressie in 2009"});
}

TEST_CASE("an unknown heading ends the one before", "[clinical]") {
  CHECK(split("CONCLUSIE\nastma\n\nKookclub\nsoep") == Parts{"diagnosis: astma", "-: Kookclub", "-: soep"});
  CHECK(split("Allergie: kiwi\nBeroepsgeheimen: geen") == Parts{"allergy: kiwi", "-: Beroepsgeheimen: geen"});
}

TEST_CASE("the letters of SOEP and SBAR", "[clinical]") {
  CHECK(split("S hoest\nO longen schoon\nE verkoudheid\nP rust") ==
        Parts{"reason: hoest", "finding: longen schoon", "diagnosis: verkoudheid", "plan: rust"});
  CHECK(split("S: gevallen\nB: bekend met AF\nA: RR 120/80\nR: foto") ==
        Parts{"reason: gevallen", "history: bekend met AF", "diagnosis: RR 120/80", "plan: foto"});
  SECTION("but not those of ABCDE") {
    for (const auto& part : split("A vrij\nB AH 18\nC RR 120/80\nD EMV 15\nE T 36,7")) CHECK(part.substr(0, 2) == "-:");
  }
  SECTION("and no letter by itself") { CHECK(split("P. Jansen belde") == Parts{"-: P. Jansen belde"}); }
}

TEST_CASE("a heading inside a line holds to its end", "[clinical]") {
  CHECK(split("B  VG: astma. Allergie: kiwi.\nA  goed\nslaapt") ==
        Parts{"history: astma.", "allergy: kiwi.", "diagnosis: goed\nslaapt"});
}

TEST_CASE("a heading that changes the meaning is scoped", "[clinical]") {
  const std::string record = "Fam/ broer jicht";
  const auto blocks = SectionSplitter().split(record, fold_for_matching(record));
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].scoped);
}

TEST_CASE("dated lines open contacts", "[clinical]") {
  const std::string record = "3-6-2025 Wendy\nwond rustig\n\n5-6-2025 Ali\nwond ruikt\n";
  const auto blocks = SectionSplitter().split(record, fold_for_matching(record));
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].contact == 1);
  CHECK(blocks[1].contact == 2);
}
