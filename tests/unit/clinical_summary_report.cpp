#include "klinker/clinical/summary_report.h"

#include <algorithm>
#include <string>

#include "catch.h"
#include "clinical/identifier_repeats.h"
#include "klinker/clinical/deidentifier.h"

using namespace klinker;

namespace {

bool holds(const std::string& page, std::string_view part) { return page.find(part) != std::string::npos; }

std::size_t count(const std::string& page, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = page.find(part, at)) != std::string::npos; at += part.size()) ++n;
  return n;
}

Span place(const std::string& record, std::string_view words, std::size_t from = 0) {
  const std::size_t at = record.find(words, from);
  REQUIRE(at != std::string::npos);
  return {at, at + words.size()};
}

Statement statement(Section section, Span span, std::vector<Span> also = {}, std::string note = "") {
  return {section, span, std::move(note), std::move(also)};
}

std::string page_of(const std::string& record, const std::vector<Statement>& summary) {
  SummaryReport report;
  report.add(1, record, summary);
  return report.page();
}

}  // namespace

TEST_CASE("a statement and its places lead to each other", "[report]") {
  const std::string record = "E: pneumonie rechts.\nP: amoxicilline gestart.\nBij koorts bellen.\nAmoxicilline gestopt.\n";
  const std::string page = page_of(record, {statement(Section::diagnosis, place(record, "pneumonie rechts.")),
                                            statement(Section::medication, place(record, "amoxicilline gestart."),
                                                      {place(record, "Amoxicilline gestopt.")})});
  CHECK(holds(page, "<li class=\"statement\" id=\"r1s2\"><a class=\"said\" href=\"#r1s2p0\">amoxicilline gestart.</a>"));
  CHECK(holds(page, "<span class=\"where\">regel 2, ook <a href=\"#r1s2p1\">regel 4</a></span>"));
  CHECK(holds(page, "<a class=\"place\" href=\"#r1s2\" data-of=\"r1s2\" id=\"r1s2p0\">amoxicilline gestart.</a>"));
  CHECK(holds(page, "data-of=\"r1s2\" id=\"r1s2p1\">Amoxicilline gestopt.</a>"));
  CHECK(holds(page, "<span class=\"number\">4</span>"));
  CHECK_FALSE(holds(page, "<span class=\"number\">5</span>"));
}

TEST_CASE("places that overlap, touch or run over lines are nested well", "[report]") {
  const std::string record = "Vandaag hoest en koorts,\r\ngeen pijn.\nRust aangeraden.";
  const Span all = {0, record.size()};
  const std::string page = page_of(record, {statement(Section::reason, all),
                                            statement(Section::finding, place(record, "hoest en koorts,\r\ngeen"), {all}),
                                            statement(Section::plan, place(record, " pijn."))});
  // Links are never nested: each opens after the one before is closed.
  std::size_t open = 0;
  for (std::size_t at = page.find("<main"); at < page.find("</main>"); ++at) {
    if (page.compare(at, 3, "<a ") == 0) REQUIRE(open++ == 0);
    if (page.compare(at, 4, "</a>") == 0) REQUIRE(open-- == 1);
  }
  CHECK(holds(page, "data-of=\"r1s1 r1s2\""));
  CHECK(holds(page, "data-of=\"r1s1 r1s2 r1s3\" id=\"r1s3p0\"> <span"));
  CHECK(holds(page, "id=\"r1s1p0\"><span id=\"r1s2p1\"></span>Vandaag "));
  CHECK_FALSE(holds(page, "U+000D"));
  CHECK(count(page, "id=\"r1s2p0\"") == 1);
}

TEST_CASE("what is denied, doubted, past, feared or another's is marked with a word", "[report]") {
  const std::string page =
      page_of("Geen koorts. Mogelijk pneumonie. Moeder had longkanker. Bij braken bellen.\nVoorgeschiedenis:\nastma\n", {});
  CHECK(holds(page, "<span class=\"mark absent\" data-label=\"ontkend\">koorts</span>"));
  CHECK(holds(page, "<span class=\"mark uncertain\" data-label=\"onzeker\">pneumonie</span>"));
  CHECK(holds(page, "familie\">longkanker</span>"));
  CHECK(holds(page, "data-label=\"later\">braken</span>"));
  CHECK(holds(page, "<span class=\"mark historical\" data-label=\"vroeger\">astma</span>"));
}

TEST_CASE("a page holds no identifier that was found", "[report]") {
  const std::string record =
      "Mevr. Sjoukje Hoekema, geb. 12-03-1961, Dorpsstraat 4, 1234 AB Lutjebroek\n"
      "Dr. Groen belde op 4 mei 2024. Groen sputum. Tel. 06-12345678.\n"
      "Hoest sinds 3 weken, mw. Hoekema rookt niet.\n";
  const Statement hoest =
      statement(Section::reason, place(record, "Hoest sinds 3 weken, mw. Hoekema"), {}, "Hoekema = naam");
  // A place that cuts a name is widened to the tag that stands for it.
  const Statement cut = statement(Section::finding, {record.find("kema, geb"), record.find("1961")});
  const std::string page = page_of(record, {hoest, cut});
  const auto found = Deidentifier().find(record);
  REQUIRE(found.size() >= 7);
  for (const Identifier& identifier : found) {
    INFO(identifier.span.of(record));
    CHECK_FALSE(holds(page, identifier.span.of(record)));
  }
  CHECK_FALSE(holds(page, "Hoekema"));
  CHECK(holds(page, "&lt;PERSOON-1&gt;</span> sputum."));  // said of a name once, so not shown anywhere
  CHECK(holds(page, "Hoest sinds 3 weken, mw. &lt;PATIENT-1&gt;</a>"));
  CHECK(holds(page, "&lt;PATIENT-1&gt; = naam"));
  CHECK(holds(page, ">&lt;PATIENT-1&gt;, geb. &lt;DATUM-1&gt;</a> <span class=\"where\">regel 1"));
}

TEST_CASE("the patient's names are masked where they are given", "[report]") {
  SummaryReport report;
  report.add(1, "Gisteren was sjoukje moe en had zij koorts.", {}, {"Sjoukje"});
  CHECK_FALSE(holds(report.page(), "sjoukje"));
}

TEST_CASE("numbers of lines are those of the record where a tag stands for words on two lines", "[report]") {
  const std::string record = "Dr. Jan\nvan der Meulenberg belde over de koorts.\nRust.\n";
  const std::string page = page_of(record, {statement(Section::plan, place(record, "Rust."))});
  CHECK(holds(page, "regel 3</span>"));
  CHECK(holds(page, "<span class=\"number\">3</span>"));
}

TEST_CASE("a hostile record is text in the page", "[report]") {
  const std::string record =
      "Hoest en koorts </script><script>stop()</script>\n<img src=x onerror=stop()> \"' onclick=stop()\n"
      "Geen \u202Etxet edrdereked\u202C {{records}} <!-- ]]> &lt;b&gt;\nRust en veel drinken.\n";
  const std::string page = page_of(record, {statement(Section::reason, place(record, "Hoest en koorts </script>")),
                                            statement(Section::plan, place(record, "<img src=x onerror=stop()> \"'"))});
  CHECK(count(page, "<script") == 1);
  CHECK(count(page, "<img") == 0);
  CHECK(count(page, "<!--") == 0);
  CHECK_FALSE(holds(page, "\u202E"));
  CHECK(holds(page, "[U+202E]"));
  CHECK(holds(page, "{{records}} &lt;!-- ]]&gt; &amp;lt;b&amp;gt;"));
  CHECK(holds(page, "&lt;img src=x onerror=stop()&gt; &quot;&#39;</a>"));
}

TEST_CASE("the page holds the first records that fit, in whatever order they come", "[report]") {
  const std::string record = "Hoest en koorts.\n";
  const std::size_t size = [&] {
    SummaryReport one;
    one.add(1, record, {});
    SummaryReport none;
    return one.page().size() - none.page().size();
  }();
  const auto shown = [&](const SummaryReportOptions& options, std::vector<std::size_t> order) {
    SummaryReport report(options);
    for (const std::size_t number : order) report.add(number, record, {});
    CHECK(report.records() == order.size());
    std::string out;
    for (std::size_t n = 1; n <= 9; ++n)
      if (holds(report.page(), "<article class=\"record\" id=\"r" + std::to_string(n) + "\"")) out += std::to_string(n);
    CHECK(out.size() == report.shown());
    CHECK(holds(report.page(), "Deze pagina toont de eerste ") == (report.shown() < order.size()));
    return out;
  };
  CHECK(shown({}, {2, 1, 3}) == "123");
  CHECK(shown({.max_records = 2}, {1, 2, 3, 4}) == "12");
  CHECK(shown({.max_records = 2}, {4, 3, 1, 2}) == "12");
  const SummaryReportOptions three = {.max_bytes = 3 * size + 10};
  CHECK(shown(three, {1, 2, 3, 4, 5}) == "123");
  CHECK(shown(three, {5, 3, 4, 1, 2}) == "123");
  CHECK(shown(three, {5, 4, 3, 2, 1}) == "123");
}

TEST_CASE("of a record that is too long the page says so", "[report]") {
  SummaryReport report({.max_bytes = 4000});
  std::string record;
  for (int i = 0; i < 500; ++i) record += "Hoest en koorts.\n";
  report.add(1, record, {});
  report.add(2, "Hoest en koorts.\n", {});
  CHECK(holds(report.page(), "Dit dossier is te lang voor deze pagina."));
  CHECK(holds(report.page(2), "2 dossiers konden niet gelezen of samengevat worden."));
  CHECK(report.shown() == 2);
}

TEST_CASE("words of an identifier are found where they come again", "[report]") {
  const std::string record = "Bel Dr. Groen, Groen, Groenlo, groen; Groen.";
  const std::vector<Identifier> found = {{place(record, "Groen"), IdentifierKind::person}};
  std::vector<std::size_t> starts;
  for (const Identifier& each : IdentifierRepeats(record, found).in(record, found)) starts.push_back(each.span.start);
  CHECK(starts == std::vector<std::size_t>{8, 15, 38});
  // What says too little is left: "5/8" is a date once, and a pain score elsewhere.
  const std::string score = "Op 5/8 pijn 5/8.";
  const std::vector<Identifier> date = {{place(score, "5/8"), IdentifierKind::date}};
  CHECK(IdentifierRepeats(score, date).in(score, date).size() == 1);
}
