#include <string>
#include <vector>

#include "catch.h"
#include "corpus/base64.h"
#include "corpus/xhtml.h"
#include "klinker/corpus/fhir.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

std::string section(const std::string& title, const std::string& div, const std::string& more = "") {
  return "{\"title\":" + json_string(title) + ",\"text\":{\"status\":\"generated\",\"div\":" +
         json_string("<div xmlns=\"http://www.w3.org/1999/xhtml\">" + div + "</div>") + "}" + more + "}";
}

std::string composition(const std::string& fields) {
  return R"({"resourceType":"Composition","id":"c1","status":"final","title":"Brief",)" + fields + "}";
}

std::string bundle(const std::vector<std::string>& resources, const std::string& type = "collection") {
  std::string out = R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)";
  for (const std::string& resource : resources)
    out += (&resource == resources.data() ? "" : ",") + std::string("{\"resource\":") + resource + "}";
  return out + "]}";
}

std::string attachment(const std::string& type, const std::string& text) {
  return R"({"resourceType":"DocumentReference","id":"d1","status":"current","content":[{"attachment":{"contentType":")" +
         type + R"(","data":")" + encode_base64(text) + R"("}}]})";
}

ErrorCode code_of(const std::string& json) {
  try {
    FhirResource resource(json);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

// Each part of a document in brackets, so that what was left out is seen.
FhirReplacements bracketed(const FhirResource& resource) {
  FhirReplacements replacements;
  replacements.text = [&](std::size_t document, Span part) {
    return "[" + std::string(part.of(resource.documents()[document].text)) + "]";
  };
  replacements.phrase = [](std::size_t, std::string_view text) { return "(" + std::string(text) + ")"; };
  replacements.patient = "P";
  return replacements;
}

}  // namespace

TEST_CASE("Base64") {
  for (const char* text : {"", "a", "ab", "abc", "abcd", "\xFF\x00\x10"}) {
    CAPTURE(text);
    CHECK(decode_base64(encode_base64(text)) == text);
  }
  CHECK(encode_base64("Koorts") == "S29vcnRz");
  CHECK(encode_base64("ab") == "YWI=");
  CHECK(decode_base64("S29v\r\n cnRz") == "Koorts");
  for (const char* bad : {"S29", "S2=v", "YWI", "YWJ=", "YW=I", "!AAA", "A===", "====", "YWI=="}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(decode_base64(bad), Error);
  }
}

TEST_CASE("XHTML becomes lines") {
  CHECK(xhtml_text("<div><p>Een  <b>twee</b>\n drie.</p>vier</div>") == "Een twee drie.\nvier");
  CHECK(xhtml_text("a<br/>b<BR>c") == "a\nb\nc");
  CHECK(xhtml_text("<ul><li>koorts</li><li>hoest<ul><li>droog</li></ul></li></ul>") == "- koorts\n- hoest\n- droog");
  CHECK(xhtml_text("<table><tr><th>CRP</th><td>112</td></tr><tr><td>Na</td><td/><td>138</td></tr></table>") ==
        "CRP | 112\nNa | 138");
  CHECK(xhtml_text("tekst<h2>Beleid</h2>rust") == "tekst\n\nBeleid\nrust");
  CHECK(xhtml_text("<pre>a\n  b</pre> c") == "a\n  b\nc");
}

TEST_CASE("Characters of XHTML") {
  CHECK(xhtml_text("&lt;5 &amp; &gt;3 &euml;&#235;&#xEB;&eacute;&nbsp;x &rarr;") == "<5 & >3 ëëëé x →");
  CHECK(xhtml_text("A&B; RR < 90, 5 <6 &onbekend; &#0; &#xD800;") == "A&B; RR < 90, 5 <6 &onbekend; \uFFFD \uFFFD");
  CHECK(xhtml_text("<p title='a > b' class=\"x\">c</p><!-- <p>weg</p> --><script>x<y</script><![CDATA[<1>]]>") == "c\n<1>");
  CHECK(xhtml_text("<html><head><title>weg</title></head><body>ja</body></html>") == "ja");
  for (const char* bad : {"<p", "<p title=\"x", "<!-- x", "<script>x", "<![CDATA[x", "<?x"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(xhtml_text(bad), Error);
  }
  const std::string text = "Een <b> & \"twee\"\ndrie";
  CHECK(xhtml_text(xhtml_div(text)) == text);
}

TEST_CASE("A Composition is read section by section") {
  const FhirResource resource(
      composition(R"("subject":{"reference":"Patient/7","display":"Sjoukje Wiarda"},"date":"2024-03-01","section":[)" +
                  section("Anamnese", "Koorts.", R"(,"section":[)" + section("Onderzoek", "<p>T 39</p>") + "]") + "," +
                  section("Beleid", "Rust.") + "]"));
  REQUIRE(resource.documents().size() == 1);
  const FhirDocument& document = resource.documents()[0];
  CHECK(document.text == "Anamnese\nKoorts.\n\nOnderzoek\nT 39\n\nBeleid\nRust.");
  CHECK(document.reference == "Composition/c1");
  CHECK(document.subject == "Patient/7");
  CHECK(document.date == "2024-03-01");
  CHECK(document.patient_names == std::vector<std::string>{"Sjoukje Wiarda"});
  REQUIRE(document.parts.size() == 6);
  CHECK(document.parts[3].path == "Composition.section[0].section[0].text");
  CHECK(document.parts[3].span.of(document.text) == "T 39");
  // The narrative of the whole is read where there are no sections.
  CHECK(FhirResource(composition(R"("text":{"status":"generated","div":"<div>Koorts.</div>"})")).documents()[0].text ==
        "Koorts.");
}

TEST_CASE("A DocumentReference is read from its attachment") {
  CHECK(FhirResource(attachment("text/plain", "Koorts.\n\nHoest.")).documents()[0].text == "Koorts.\n\nHoest.");
  CHECK(FhirResource(attachment("text/html; charset=\\\"UTF-8\\\"", "<p>Koorts.</p><p>Hoest.</p>")).documents()[0].text ==
        "Koorts.\nHoest.");
  CHECK(code_of(attachment("application/pdf", "x")) == ErrorCode::unsupported);
  CHECK(code_of(attachment("text/plain; charset=iso-8859-1", "x")) == ErrorCode::unsupported);
  CHECK(code_of(attachment("text/plain", "\xFF")) == ErrorCode::invalid_utf8);
  CHECK(code_of(
            R"({"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"text/plain","data":"?"}}]})") ==
        ErrorCode::wrong_value);
  CHECK(
      code_of(
          R"({"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"text/plain","url":"https://zorg.example/1"}}]})") ==
      ErrorCode::unsupported);
}

TEST_CASE("The patient of a document") {
  const std::string text = R"("section":[)" + section("", "Koorts.") + "]";
  const std::string patient = R"({"resourceType":"Patient","id":"7","name":[{"family":"Wiarda","given":["Sjoukje"]}]})";
  const auto subject = [&](const std::string& field, const std::vector<std::string>& others) {
    std::vector<std::string> all = {composition(field + text)};
    all.insert(all.end(), others.begin(), others.end());
    const FhirResource resource(bundle(all));
    const FhirDocument& document = resource.documents()[0];
    return document.subject + " " + std::to_string(document.patient_names.size());
  };
  CHECK(subject(R"("subject":{"reference":"Patient/7"},)", {patient}) == "Patient/7 2");
  CHECK(subject("", {patient}) == "Patient/7 2");
  CHECK(subject("", {patient, R"({"resourceType":"Patient","id":"8"})"}) == " 0");
  CHECK(subject(R"("subject":{"reference":"Patient/9"},)", {patient}) == "Patient/9 0");
  CHECK(subject(R"("subject":{"identifier":{"system":"urn:example","value":"12"}},)", {}) == "urn:example|12 0");
  CHECK(
      subject(
          R"("contained":[{"resourceType":"Patient","id":"p","identifier":[{"value":"5"}],"name":[{"text":"S. Wiarda"}]}],"subject":{"reference":"#p"},)",
          {}) == "5 1");
}

TEST_CASE("What cannot be read is refused by name") {
  CHECK(code_of("{") == ErrorCode::invalid_json);
  CHECK(code_of("[]") == ErrorCode::not_an_object);
  CHECK(code_of(R"({"resourceType":"Observation"})") == ErrorCode::unsupported);
  CHECK(code_of(R"({"resourceType":"Bundle","type":"transaction"})") == ErrorCode::unsupported);
  CHECK(code_of(bundle({R"({"resourceType":"Patient"})"})) == ErrorCode::missing_text);
  CHECK(code_of(composition(R"("section":[{"title":"x\uD800"}])")) != ErrorCode::internal);
  CHECK(code_of(composition(R"("section":[{"text":{"div":"<div"}}])")) == ErrorCode::wrong_value);
  std::string deep = "{}";
  for (int i = 0; i < 100; ++i) deep = R"({"title":"x","section":[)" + deep + "]}";
  CHECK(code_of(composition("\"section\":[" + deep + "]")) == ErrorCode::wrong_value);
  CHECK(code_of(std::string(100000, '[')) == ErrorCode::invalid_json);
  try {
    FhirResource resource(R"({"resourceType":"<b>Koorts van mw. Wiarda</b>"})");
    FAIL("it was read");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("Wiarda") == std::string::npos);
  }
}

TEST_CASE("What is replaced, and what stays") {
  const FhirResource resource(bundle(
      {composition(
           R"("type":{"coding":[{"system":"http://loinc.example","code":"1"}],"text":"t"},"date":"2024-03-01","identifier":{"value":"geheim"},)"
           R"("text":{"status":"generated","div":"<div>geheim</div>"},"subject":{"reference":"Patient/7","display":"geheim"},)"
           R"("author":[{"display":"geheim"}],"extension":[{"valueString":"geheim"}],"section":[)" +
           section("Beleid", "<p title='geheim'>Rust.</p><!-- geheim -->") + "]"),
       R"({"resourceType":"Patient","id":"7","name":[{"text":"geheim"}],"telecom":[{"value":"geheim"}],"birthDate":"1953-04-02","gender":"female"})",
       R"({"resourceType":"Practitioner","id":"8","name":[{"text":"geheim"}]})"},
      "document"));
  const std::string out = resource.replaced(bracketed(resource));
  CHECK(out.find("geheim") == std::string::npos);
  const std::string wanted =
      R"x({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Composition","id":"c1","status":"final",)x"
      R"x("type":{"coding":[{"system":"http://loinc.example","code":"1"}],"text":"(t)"},"subject":{"reference":"Patient/7"},)x"
      R"x("author":[{"display":"gemaskeerd"}],"date":"2024","title":"(Brief)","section":[{"title":"[Beleid]",)x"
      R"x("text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>[Rust.]</p></div>"}}]}},)x"
      R"x({"resource":{"resourceType":"Patient","id":"7","name":[{"text":"P"}],"gender":"female","birthDate":"1953"}},)x"
      R"x({"resource":{"resourceType":"Practitioner","id":"8"}}]})x";
  CHECK(out == wanted);
}

TEST_CASE("Attachments and dates are replaced") {
  const std::string json =
      R"({"resourceType":"DocumentReference","status":"current","date":"2024-03-01T10:30:00Z","content":[)"
      R"({"attachment":{"contentType":"application/pdf","data":"AAAA","title":"geheim"}},)"
      R"({"attachment":{"contentType":"text/plain","data":")" +
      encode_base64("Koorts.") + R"(","hash":"x","title":"brief"}}]})";
  const FhirResource resource(json);
  FhirReplacements replacements = bracketed(resource);
  CHECK(
      resource.replaced(replacements) ==
      R"({"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"contentType":"text/plain","data":")" +
          encode_base64("[Koorts.]") + R"x(","title":"(brief)"}}]})x");
  replacements.shift_days = -1;
  CHECK(resource.replaced(replacements).find(R"("date":"2024-02-29T10:30:00Z")") != std::string::npos);
}

TEST_CASE("A summary is a Composition that says where it comes from") {
  const FhirResource resource(composition(R"("subject":{"reference":"Patient/7"},"date":"2024-03-01","section":[)" +
                                          section("", "Koorts < 39.") + "]"));
  const std::string out = fhir_summary(resource.documents()[0], {{"Bevindingen", {{"Koorts < 39.", "n", "p"}}}},
                                       "Samenvatting", "klinker", "1", "2025-01-01T00:00:00Z");
  for (const char* part :
       {R"("status":"preliminary")", R"("type":{"text":"Samenvatting"})", R"("subject":{"reference":"Patient/7"})",
        R"("date":"2024-03-01")", R"("author":[{"reference":"#author"}])", R"("title":"Samenvatting")",
        R"("relatesTo":[{"code":"transforms","targetReference":{"reference":"Composition/c1"}}])",
        R"(<li title=\"p\">Koorts &lt; 39. <i>(n)</i></li>)", R"("entry":[{"reference":"Composition/c1"}])"}) {
    CAPTURE(part);
    CHECK(out.find(part) != std::string::npos);
  }
  const FhirResource again(out);  // what is written can be read
  CHECK(again.documents()[0].text == "Bevindingen\n- Koorts < 39. (n)");
  CHECK(FhirResource(fhir_collection({out, out})).documents().size() == 2);
}
