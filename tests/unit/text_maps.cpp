#include "catch.h"
#include "klinker/error.h"
#include "klinker/text/document.h"
#include "klinker/text/mapped_text.h"
#include "klinker/text/offset_map.h"

using namespace klinker;

TEST_CASE("offsets in three units", "[text]") {
  const std::string text = "aé€👍z";  // 1, 2, 3, 4, 1 bytes
  const OffsetMap bytes(text, OffsetUnit::utf8), points(text, OffsetUnit::code_point), units(text, OffsetUnit::utf16);
  CHECK(bytes.from_bytes(6) == 6);
  CHECK(points.from_bytes(6) == 3);
  CHECK(points.from_bytes(10) == 4);
  CHECK(units.from_bytes(6) == 3);
  CHECK(units.from_bytes(10) == 5);
  CHECK(points.from_bytes(text.size()) == 5);
  CHECK(units.to_bytes(5) == 10);
  CHECK(points.to_bytes(Span{1, 4}) == Span{1, 10});
}

TEST_CASE("offsets inside a character or past the end are refused", "[text]") {
  const std::string text = "é👍";
  const OffsetMap points(text, OffsetUnit::code_point), units(text, OffsetUnit::utf16), bytes(text, OffsetUnit::utf8);
  CHECK_THROWS_AS(points.from_bytes(1), Error);
  CHECK_THROWS_AS(points.from_bytes(7), Error);
  CHECK_THROWS_AS(points.to_bytes(3), Error);
  CHECK_THROWS_AS(units.to_bytes(2), Error);
  CHECK_THROWS_AS(bytes.to_bytes(1), Error);
}

TEST_CASE("places in normalised and folded text lead back to the original", "[text]") {
  const std::string decomposed = "Cafe\u0301 STRASSE";
  const MappedText nfc = to_nfc(decomposed);
  CHECK(nfc.text() == "Café STRASSE");
  CHECK(nfc.to_original({3, 5}) == Span{3, 6});
  CHECK(nfc.to_original({6, 13}) == Span{7, 14});

  const MappedText folded = fold_case("Die Straße IST");
  CHECK(folded.text() == "die strasse ist");
  CHECK(folded.to_original({4, 11}) == Span{4, 11});
  CHECK(folded.to_original({12, 15}) == Span{12, 15});
  CHECK_FALSE(to_nfc("gewoon").changed());
}

TEST_CASE("a document keeps its annotations in order and inside the text", "[text]") {
  Document document("één twee");
  document.annotate({{6, 10}, "word", "TW", 1.0});
  document.annotate({{0, 5}, "word", "TW", 0.5});
  REQUIRE(document.annotations().size() == 2);
  CHECK(document.annotations()[0].span == Span{0, 5});
  CHECK(document.annotations("word", {5, 7}).size() == 1);
  CHECK(document.annotations("entity", {0, 10}).empty());
  CHECK_THROWS_AS(document.annotate({{1, 3}, "word", "", 1.0}), Error);
  CHECK_THROWS_AS(document.annotate({{0, 11}, "word", "", 1.0}), Error);
  CHECK_THROWS_AS(Document("\xFF"), Error);
}

TEST_CASE("places in an original lead to the text that was made of it", "[text]") {
  // "Jan de Wit hoest"
  const MappedText text("<X> hoest", {{{0, 10}, {0, 3}}});
  CHECK(text.from_original({11, 16}) == Span{4, 9});
  CHECK(text.from_original({0, 10}) == Span{0, 3});
  CHECK(text.from_original({4, 16}) == Span{0, 9});  // cuts the name, so all that stands for it
  CHECK(text.from_original({0, 6}) == Span{0, 3});
  CHECK(text.to_original(text.from_original({10, 13})) == Span{10, 13});
}
