#include "fhir_batch.h"

#include <ctime>

#include "klinker/corpus/fhir.h"
#include "klinker/version.h"

namespace klinker::tools {
namespace {

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm time{};
  gmtime_r(&seconds, &time);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &time)};
}

// "Composition.section[1].text, tekens 10-52": where a statement stands, counted in the text of that element.
std::string cite(const FhirDocument& document, Span span, OffsetUnit unit) {
  const FhirDocument::Part* first = nullptr;
  const FhirDocument::Part* last = nullptr;
  for (const FhirDocument::Part& part : document.parts) {
    if (part.span.start <= span.start) first = &part;
    if (part.span.start < span.end) last = &part;
  }
  if (first != last) return first->path + " t/m " + last->path;
  const Span inside{span.start - first->span.start, span.end - first->span.start};
  const Span counted = OffsetMap(first->span.of(document.text), unit).from_bytes(inside);
  return first->path + ", tekens " + std::to_string(counted.start) + "-" + std::to_string(counted.end);
}

}  // namespace

void add_fhir_option(po::options_description& options) {
  options.add_options()(
      "fhir", po::bool_switch(),
      "read FHIR R4 (Bundle, Composition, DocumentReference): a resource in each FILE, with --jsonl on each line");
}

bool fhir_input(const po::variables_map& arguments, BatchOptions& batch) {
  if (!arguments["fhir"].as<bool>()) return false;
  batch.unit = batch.jsonl ? RecordUnit::line : RecordUnit::file;
  batch.jsonl = false;
  return true;
}

std::string summarize_fhir(std::string_view json, const std::function<std::vector<Statement>(std::string_view)>& summarize,
                           OffsetUnit unit) {
  const FhirResource resource(json);
  std::vector<std::string> summaries;
  for (const FhirDocument& document : resource.documents()) {
    std::vector<FhirSection> sections;
    for (const Statement& statement : summarize(document.text)) {
      const std::string_view title = dutch_name(statement.section);
      if (sections.empty() || sections.back().title != title) sections.push_back({std::string(title), {}});
      std::string cites = cite(document, statement.span, unit);
      for (const Span also : statement.also) cites += "; " + cite(document, also, unit);
      sections.back().items.push_back({std::string(statement.span.of(document.text)), statement.note, std::move(cites)});
    }
    summaries.push_back(fhir_summary(document, sections, "Samenvatting", "klinker summarize", KLINKER_VERSION, now()));
  }
  return summaries.size() == 1 ? summaries.front() : fhir_collection(summaries);
}

}  // namespace klinker::tools
