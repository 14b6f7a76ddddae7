#include "catch.h"
#include "klinker/error.h"
#include "klinker/normalize/normalizer.h"
#include "normalize/word_counts.h"

using namespace klinker;

namespace {

std::string normal(std::string_view text, NormalizerProfile profile = NormalizerProfile::automatic) {
  return Normalizer({.profile = profile, .table = {}}).normalize(text).text;
}

}  // namespace

TEST_CASE("contractions, chat and elongation become standard Dutch", "[normalize]") {
  CHECK(normal("kwil gwn naar huis") == "ik wil gewoon naar huis");
  CHECK(normal("Kheb leuuuuk geslapen") == "Ik heb leuk geslapen");
  CHECK(normal("heeeeel mooi") == "heel mooi");
}

TEST_CASE("standard Dutch stays as it is, byte for byte", "[normalize]") {
  for (const std::string_view text :
       {"Das eet wormen; de ma van Jan heet Wil.", "'s Avonds om 8.30 uur, zo’n 20 km/u via www.gwn.example.", "Artikel III lid 2 BW",
        "De WHO en de VN overleggen over het klimaat.", "@gwn #kwil j.wss@klinker.example", "programma's à la carte – één euro"})
    CHECK(normal(text) == text);
}

TEST_CASE("ambiguous forms need a text that shows their variety", "[normalize]") {
  CHECK(normal("Hun zoon is ziek.") == "Hun zoon is ziek.");
  CHECK(normal("kwil gwn zoon fiets") == "ik wil gewoon zo'n fiets");
  const Normalizer normalizer({.profile = NormalizerProfile::automatic, .table = "vriend\tvijand\tslang\tstreet\ty\n"});
  CHECK(normalizer.normalize("mijn vriend").text == "mijn vriend");
}

TEST_CASE("medical abbreviations are for clinical text", "[normalize]") {
  CHECK(normal("pt heeft htn", NormalizerProfile::chat) == "pt heeft htn");
  const Normalization result = Normalizer({.profile = NormalizerProfile::clinical, .table = {}}).normalize("Pt heeft htn.");
  CHECK(result.text == "Patiënt heeft hypertensie.");
  REQUIRE(result.edits.size() == 2);
  CHECK(result.edits[1].kind == "medical");
  CHECK(result.edits[1].span == Span{9, 12});
}

TEST_CASE("edits can be made and undone", "[normalize]") {
  const std::string text = "Kwil ’t gwn niet 👍 wss egt";
  const Normalization result = Normalizer().normalize(text);
  CHECK(result.edits.size() >= 4);
  CHECK(apply_edits(text, result.edits) == result.text);
  CHECK(apply_edits(result.text, invert_edits(text, result.edits)) == text);
  CHECK(apply_edits(text, {}) == text);
}

TEST_CASE("tokens in, as many items out", "[normalize]") {
  const auto norm = Normalizer().normalize(std::vector<std::string>{"kwil", "", "gwn", "Jan"});
  CHECK(norm == std::vector<std::string>{"ik wil", "", "gewoon", "Jan"});
}

TEST_CASE("a user's table wins, and its errors have line numbers", "[normalize]") {
  const Normalizer normalizer({.profile = NormalizerProfile::automatic, .table = "gwn\tgemeentewaternet\tabbreviation\tchat\t-\n"});
  CHECK(normalizer.normalize("gwn").text == "gemeentewaternet");
  for (const std::string bad : {"a\tb\tc\td\n", "a\tb\tc\td\tmaybe\n", "a\t\tc\td\t-\n"}) {
    try {
      Normalizer broken({.profile = NormalizerProfile::automatic, .table = "# mine\n" + bad});
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_table);
      CHECK(std::string(error.what()).find("line 2") != std::string::npos);
    }
  }
}

TEST_CASE("profiles have names", "[normalize]") {
  CHECK(normalizer_profile("auto") == NormalizerProfile::automatic);
  CHECK_THROWS_AS(normalizer_profile("klingon"), Error);
}

TEST_CASE("word counts are found where they lie", "[normalize]") {
  const WordCounts counts("# title: x\n# columns: form count\na\t3\nab\t1\nb\t22\nzo'n\t4");
  CHECK(counts.count("a") == 3);
  CHECK(counts.count("ab") == 1);
  CHECK(counts.count("b") == 22);
  CHECK(counts.count("zo'n") == 4);
  for (const std::string_view unknown : {"", "0", "aa", "abc", "c", "zz"}) CHECK(counts.count(unknown) == 0);
  CHECK(WordCounts("").count("a") == 0);
  CHECK(WordCounts("# only comments\n").count("a") == 0);
}
