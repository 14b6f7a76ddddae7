#include "text/html.h"

#include "catch.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

bool holds(const std::string& page, std::string_view part) { return page.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("text in HTML says what it says", "[html]") {
  CHECK(html_escape("a < b && c > \"d\" 'e' é\n\t😀") == "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39; é\n\t😀");
  CHECK(html_escape("</script><img src=x onerror=alert(1)>") == "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;");
  // Right-to-left override and isolates, a C0 and a C1 control, NUL: shown, never obeyed.
  CHECK(html_escape("a\u202Eb\u2066c\u061C") == "a[U+202E]b[U+2066]c[U+061C]");
  CHECK(html_escape(std::string_view("\0\x1B\u0085\ra\r\n", 8)) == "[U+0000][U+001B][U+0085][U+000D]a\n");
}

TEST_CASE("what is filled in is not read again", "[html]") {
  const std::string page =
      html_page({.language = "nl", .title = "{{body}} & <b>", .styles = {}, .scripts = {}, .body = "<p>{{title}}</p>"});
  CHECK(holds(page, "<title>{{body}} &amp; &lt;b&gt;</title>"));
  CHECK(holds(page, "<p>{{title}}</p>"));
  CHECK(holds(page, "<html lang=\"nl\">"));
  CHECK_THROWS_AS(fill_template("text/pages/page.html", {}), Error);
  CHECK_THROWS_AS(fill_template("text/pages/none.html", {}), Error);
}

TEST_CASE("a page names what it may use by its hash", "[html]") {
  const std::string page = html_page({.language = "nl", .title = "", .styles = {}, .scripts = {}, .body = ""});
  CHECK(holds(page, "content=\"default-src 'none'; style-src 'sha256-"));
  CHECK_FALSE(holds(page, "script-src"));
  const std::string scripted =
      html_page({.language = "nl", .title = "", .styles = {}, .scripts = {"clinical/pages/summary.js"}, .body = ""});
  CHECK(holds(scripted, "script-src 'sha256-"));
  CHECK_FALSE(holds(scripted, "unsafe"));
}

TEST_CASE("numbers as Dutch readers write them", "[html]") {
  CHECK(dutch_count(7) == "7");
  CHECK(dutch_count(1234567) == "1.234.567");
  CHECK(dutch_count(123) == "123");
  CHECK(dutch_number(0.25, 3) == "0,25");
  CHECK(dutch_number(-0.0001, 2) == "0");
  CHECK(dutch_number(2, 2) == "2");
  CHECK(dutch_percent(0.1234) == "12,3\u00A0%");
}
