#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>

#include "command.h"
#include "fhir_batch.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/clinical/summary_report.h"
#include "klinker/corpus/json.h"
#include "klinker/summarize/document_summarizer.h"
#include "patient_names.h"
#include "report_file.h"

using namespace klinker;

namespace {

void append_span(std::string& out, Span span) {
  out += "\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end);
}

std::string to_json(std::string_view text, const std::vector<Statement>& summary, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  std::string out = "[";
  for (const Statement& statement : summary) {
    if (out.size() > 1) out += ',';
    ((out += "{\"section\":\"") += name(statement.section)) += "\",\"text\":";
    append_json_string(out, statement.span.of(text));
    out += ',';
    append_span(out, offsets.from_bytes(statement.span));
    if (!statement.note.empty()) {
      out += ",\"note\":";
      append_json_string(out, statement.note);
    }
    if (!statement.also.empty()) {
      out += ",\"also\":[";
      for (const Span& place : statement.also) {
        out += out.back() == '[' ? "{" : ",{";
        append_span(out, offsets.from_bytes(place));
        out += '}';
      }
      out += ']';
    }
    out += '}';
  }
  return out += ']';
}

// Lines are counted from 1; places come in any order, so the line ends are found once.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos; ++at) ends_.push_back(at);
  }
  std::string at(std::size_t byte) const {
    return std::to_string(std::lower_bound(ends_.begin(), ends_.end(), byte) - ends_.begin() + 1);
  }

 private:
  std::vector<std::size_t> ends_;
};

using SectionName = std::string_view (*)(Section);

std::string to_text(std::string_view text, const std::vector<Statement>& summary, SectionName section_name) {
  if (summary.empty()) return "(geen uitspraak past in de toegestane lengte)\n";
  const Lines lines(text);
  std::string out;
  for (std::size_t i = 0; i < summary.size(); ++i) {
    const Statement& statement = summary[i];
    if (i == 0 || summary[i - 1].section != statement.section) {
      if (i > 0) out += '\n';
      (out += section_name(statement.section)) += '\n';
    }
    std::string said(statement.span.of(text));
    std::replace(said.begin(), said.end(), '\n', ' ');
    out += "- " + said + " [line " + lines.at(statement.span.start);
    for (const Span& place : statement.also) out += ", also line " + lines.at(place.start);
    out += "]\n";
    if (!statement.note.empty()) out += "  (" + statement.note + ")\n";
  }
  return out;
}

using Summarize = std::function<std::vector<Statement>(std::string_view)>;

// Whether documents of any kind are meant, by --kind.
bool for_documents(const tools::po::variables_map& arguments) {
  const std::string kind = arguments["kind"].as<std::string>();
  if (kind != "record" && kind != "document") throw Error(ErrorCode::usage, "--kind must be record or document");
  if (kind == "record" && arguments.count("sentences")) throw Error(ErrorCode::usage, "--sentences needs --kind document");
  for (const char* const option : {"for", "fhir", "report"})
    if (kind == "document" && arguments.count(option) && !arguments[option].defaulted())
      throw Error(ErrorCode::usage, std::string("--") + option + " is for healthcare records, not for --kind document");
  return kind == "document";
}

Summarize record_summarizer(const tools::po::variables_map& arguments, double max_ratio) {
  SummaryOptions options{.max_ratio = max_ratio};
  if (arguments.count("for")) {
    const auto reader = find_reader(arguments["for"].as<std::string>());
    if (!reader) throw Error(ErrorCode::usage, "--for must be huisarts, verpleegkundige or patient");
    options.reader = *reader;
  }
  return [options, summarizer = std::make_shared<const Summarizer>()](std::string_view text) {
    return summarizer->summarize(text, options);
  };
}

Summarize document_summarizer(const tools::po::variables_map& arguments, double max_ratio) {
  DocumentSummaryOptions options{.max_ratio = max_ratio};
  if (arguments.count("sentences")) {
    const int sentences = arguments["sentences"].as<int>();
    if (sentences < 1) throw Error(ErrorCode::usage, "--sentences must be at least 1");
    options.max_sentences = static_cast<std::size_t>(sentences);
    if (arguments["max-ratio"].defaulted()) options.max_ratio = 1;  // the number alone is the bound
  }
  return [options, summarizer = std::make_shared<const DocumentSummarizer>()](std::string_view text) {
    return summarizer->summarize(text, options);
  };
}

// The page of --report, written when the records are; nothing without that option.
std::shared_ptr<SummaryReport> make_report(const tools::po::variables_map& arguments, tools::Command& command) {
  if (!arguments.count("report")) return nullptr;
  auto report = std::make_shared<SummaryReport>();
  command.at_end([report, file = std::make_shared<tools::ReportFile>(arguments)](const BatchSummary& run) {
    file->write(report->page(run.failed), !run.interrupted);
    if (report->shown() < report->records())
      std::fprintf(stderr, "klinker summarize: %s holds the first %zu of %zu records\n", file->path().c_str(),
                   report->shown(), report->records());
  });
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "summarize",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description = "Chooses the statements of a Dutch healthcare record that a reader would miss most. Every statement is "
                     "a place in\n"
                     "the record, word for word, so nothing is invented; words that deny, doubt, or name another time or "
                     "person stay with\n"
                     "what they speak of. Each FILE is one record and comes out by section, each statement with its line; "
                     "with --jsonl\n"
                     "each record gets \"summary\". What is no Dutch text is refused as a bad record. With --fhir a "
                     "Composition with the\n"
                     "summary comes out for each document, a Bundle of them where a resource holds several.\n\n"
                     "With --kind document it chooses sentences of any document (minutes, decisions, judgments, news, "
                     "letters) and keeps\n"
                     "their order.\n\n"
                     "Not a medical device: support for professionals, who read the source.",
      .example = "  klinker summarize --max-ratio 0.25 brief.txt\n"
                 "  klinker summarize --for patient brief.txt\n"
                 "  klinker summarize --jsonl < records.jsonl > summaries.jsonl",
  });
  command.options().add_options()("max-ratio", tools::po::value<double>()->value_name("R")->default_value(0.33, "0.33"),
                                  "cite at most this share of each record, above 0 and at most 1")(
      "for", tools::po::value<std::string>()->value_name("READER"),
      "choose what this reader needs most: huisarts, verpleegkundige, or patient, for whom notes explain jargon in plain "
      "Dutch")("kind", tools::po::value<std::string>()->value_name("KIND")->default_value("record"),
               "record: of healthcare; document: any text")(
      "sentences", tools::po::value<int>()->value_name("N"),
      "cite at most N sentences of a document; without --max-ratio, as long as they may be");
  tools::add_fhir_option(command.options());
  tools::add_report_option(command.options(),
                           "also write an HTML page with the summaries beside the records, names and the like masked: the "
                           "first 500 records, or 16 MB");
  return command.run_batch(argc, argv, [&command](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const double max_ratio = arguments["max-ratio"].as<double>();
    if (!(max_ratio > 0 && max_ratio <= 1)) throw Error(ErrorCode::usage, "--max-ratio must be above 0 and at most 1");
    batch.unit = RecordUnit::file;
    const bool documents = for_documents(arguments);
    const bool fhir = tools::fhir_input(arguments, batch);
    const auto report = make_report(arguments, command);
    if (fhir && report) throw Error(ErrorCode::usage, "--report does not go with --fhir");
    const Summarize summarize =
        documents ? document_summarizer(arguments, max_ratio) : record_summarizer(arguments, max_ratio);
    return [=, section_name = documents ? dutch_document_name : dutch_name, unit = tools::offset_unit(arguments),
            jsonl = batch.jsonl] {
      return each([=](Record& record) {
        if (fhir) return record.print(tools::summarize_fhir(record.text(), summarize, unit));
        const auto summary = summarize(record.text());
        if (jsonl) record.set("summary", to_json(record.text(), summary, unit));
        else record.print(to_text(record.text(), summary, section_name));
        if (report) report->add(record.place().document, record.text(), summary, tools::patient_names(record));
      });
    };
  });
}
