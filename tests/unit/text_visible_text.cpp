#include "catch.h"
#include "klinker/text/visible_text.h"

using klinker::visible_text;

TEST_CASE("Text for a reader drives no terminal and hides nothing", "[text]") {
  CHECK(visible_text("gewoon, café 👍\n\ttweede regel") == "gewoon, café 👍\n\ttweede regel");
  CHECK(visible_text("\x1b[2Jweg\r\x07\x7f") == "[U+001B][2Jweg[U+000D][U+0007][U+007F]");
  CHECK(visible_text(std::string("a\0b", 3)) == "a[U+0000]b");
  CHECK(visible_text("\xC2\x9B"
                     "31m") == "[U+009B]31m");                                  // the C1 form of ESC [
  CHECK(visible_text("\xE2\x80\xAEjeb\xE2\x80\xAC") == "[U+202E]jeb[U+202C]");  // right to left, and its end
  CHECK(visible_text("\xE2\x81\xA7x\xE2\x80\x8Fy\xE2\x80\x8Bz") == "[U+2067]x[U+200F]y[U+200B]z");
  CHECK(visible_text("a\xE2\x80\xA8"
                     "b") == "a[U+2028]b");
  CHECK(visible_text("👩‍👩‍👧") == "👩‍👩‍👧");  // a family joined by U+200D
  CHECK(visible_text("שלום") == "שלום");
  CHECK(visible_text("").empty());
}
