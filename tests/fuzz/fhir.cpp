// FHIR: what is read is text with its parts, and what is written can be read and holds what was put there.

#include <vector>

#include "corpus/base64.h"
#include "corpus/xhtml.h"
#include "fuzz.h"
#include "klinker/corpus/fhir.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

void check_texts(std::string_view input) {
  require(decode_base64(encode_base64(input)) == input, "base64 gives the bytes back");
  const std::string text = text_of(input);
  try {
    const std::string plain = xhtml_text(text);
    require(!find_invalid_utf8(plain), "the text of markup is UTF-8");
    require(!find_invalid_utf8(xhtml_text(xhtml_div(plain))), "markup that was made can be read");
  } catch (const Error& error) {
    require_code(error, {ErrorCode::wrong_value});
  }
  try {
    decode_base64(input);
  } catch (const Error& error) {
    require_code(error, {ErrorCode::wrong_value});
  }
}

void check_resource(std::string_view input) {
  const FhirResource resource(input);
  for (const FhirDocument& document : resource.documents()) {
    require(!find_invalid_utf8(document.text), "the text of a document is UTF-8");
    std::size_t reached = 0;
    for (const FhirDocument::Part& part : document.parts) {
      require_place(document.text, part.span);
      require(part.span.start >= reached && !part.span.empty(), "parts stand one behind the other");
      reached = part.span.end;
    }
    const std::string summary = fhir_summary(document, {{"Beloop", {{document.text, "", "p"}}}}, "t", "a", "1", "2025");
    require(!FhirResource(summary).documents()[0].text.empty(), "a summary can be read");
  }
  FhirReplacements replacements;
  replacements.text = [](std::size_t, Span) { return std::string("weg"); };
  replacements.phrase = [](std::size_t, std::string_view) { return std::string("weg"); };
  replacements.shift_days = static_cast<int>(input.size() % 3) * 7;
  const FhirResource again(resource.replaced(replacements));
  require(again.documents().size() == resource.documents().size(), "documents stay");
  for (std::size_t i = 0; i < again.documents().size(); ++i)
    require(again.documents()[i].parts.size() == resource.documents()[i].parts.size(), "parts stay");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_texts(bytes(data, size));
  try {
    check_resource(bytes(data, size));
  } catch (const Error& error) {
    require_code(error, {ErrorCode::invalid_json, ErrorCode::invalid_utf8, ErrorCode::not_an_object, ErrorCode::unsupported,
                         ErrorCode::missing_text, ErrorCode::wrong_value});
  }
  return 0;
}
