#include <algorithm>

#include "catch.h"
#include "klinker/error.h"
#include "normalize/reading_table.h"

using namespace klinker;

namespace {

const Reading* reading(const ReadingTable& table, std::string_view form, std::string_view text) {
  const auto* readings = table.find(form);
  if (!readings) return nullptr;
  const auto found = std::find_if(readings->begin(), readings->end(), [&](const Reading& one) { return one.text == text; });
  return found == readings->end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("forms are looked up in lower case, with straight apostrophes", "[normalize]") {
  CHECK(ReadingTable::key("KWIL") == "kwil");
  CHECK(ReadingTable::key("Zo’n") == "zo'n");
  CHECK(ReadingTable::key("ÉÉN") == "één");
  CHECK(ReadingTable::key("").empty());
  const ReadingTable table("");
  REQUIRE(reading(table, "kwil", "ik wil"));
  CHECK(reading(table, "kwil", "ik wil")->kind == "contraction");
  CHECK(table.find("vergadering") == nullptr);
  CHECK(table.find("") == nullptr);
}

TEST_CASE("probabilities of a form's readings stay below one in each variety", "[normalize]") {
  const ReadingTable table("");
  for (const std::string_view form : {"a", "da", "wie", "zoon", "gwn", "'k", "die", "nie", "bij", "ma", "wk", "1x"}) {
    const auto* readings = table.find(form);
    if (!readings) continue;
    CAPTURE(form);
    for (std::size_t v = 0; v < kVarieties; ++v) {
      float sum = 0;
      for (const Reading& one : *readings) {
        CHECK(one.probability >= 0);
        if (one.variety == static_cast<Variety>(v)) sum += one.probability;
      }
      CHECK(sum < 1.0001f);
    }
  }
}

TEST_CASE("counts in the corpus shift what a form stands for", "[normalize]") {
  const ReadingTable table("");
  // "wie" stands for "wij" in Low Saxon, and is a standard word itself: both are in the counts.
  const Reading* we = reading(table, "wie", "wij");
  REQUIRE(we);
  CHECK(we->variety == Variety::low_saxon);
  CHECK(we->probability > 0.2f);
  CHECK(we->probability < 0.97f);
}

TEST_CASE("each further reading of a row is worth a third of the one before", "[normalize]") {
  const ReadingTable table("abc\teen | twee | drie\tslang\tstreet\t-\nDEF\tvier\tslang\tchat\ty\n");
  const auto* readings = table.find("abc");
  REQUIRE(readings);
  REQUIRE(readings->size() == 3);
  CHECK((*readings)[0].text == "een");
  CHECK((*readings)[0].probability == Approx(3 * (*readings)[1].probability));
  CHECK((*readings)[1].probability == Approx(3 * (*readings)[2].probability));
  CHECK((*readings)[0].probability + (*readings)[1].probability + (*readings)[2].probability == Approx(0.97));
  CHECK((*readings)[0].from_user);
  CHECK((*readings)[0].variety == Variety::street);
  REQUIRE(reading(table, "def", "vier"));
  CHECK(reading(table, "def", "vier")->probability == Approx(0.55));
}

TEST_CASE("a user's rows take the place of the built-in ones", "[normalize]") {
  const ReadingTable table("gwn\tgeweun\tslang\tchat\t-\ngwn\tgewoonweg\tslang\tchat\t-\ngwn\tgeweun\tslang\tchat\t-\n");
  const auto* readings = table.find("gwn");
  REQUIRE(readings);
  REQUIRE(readings->size() == 2);
  CHECK((*readings)[0].text == "geweun");
  CHECK((*readings)[1].text == "gewoonweg");
  CHECK(reading(table, "kwil", "ik wil"));
  CHECK_THROWS_AS(ReadingTable("gwn\tgewoon\tslang\tnergens\t-\n"), Error);
}
