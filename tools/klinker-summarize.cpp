#include <algorithm>
#include <cstdio>
#include <memory>

#include "command.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/clinical/summary_report.h"
#include "klinker/corpus/json.h"
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

std::string to_text(std::string_view text, const std::vector<Statement>& summary) {
  if (summary.empty()) return "(geen uitspraak past in de toegestane lengte)\n";
  const Lines lines(text);
  std::string out;
  for (std::size_t i = 0; i < summary.size(); ++i) {
    const Statement& statement = summary[i];
    if (i == 0 || summary[i - 1].section != statement.section) {
      if (i > 0) out += '\n';
      (out += dutch_name(statement.section)) += '\n';
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
                     "each record gets \"summary\". What is no Dutch text is refused as a bad record.\n\n"
                     "Not a medical device: support for professionals, who read the source.",
      .example = "  klinker summarize --max-ratio 0.25 brief.txt\n"
                 "  klinker summarize --jsonl < records.jsonl > summaries.jsonl",
  });
  command.options().add_options()("max-ratio", tools::po::value<double>()->value_name("R")->default_value(0.33, "0.33"),
                                  "cite at most this share of each record, above 0 and at most 1");
  tools::add_report_option(command.options(),
                           "also write an HTML page with the summaries beside the records, names and the like masked: the "
                           "first 500 records, or 16 MB");
  return command.run_batch(argc, argv, [&command](const tools::po::variables_map& arguments, BatchOptions& batch) {
    SummaryOptions options;
    options.max_ratio = arguments["max-ratio"].as<double>();
    if (!(options.max_ratio > 0 && options.max_ratio <= 1))
      throw Error(ErrorCode::usage, "--max-ratio must be above 0 and at most 1");
    batch.unit = RecordUnit::file;
    const auto summarizer = std::make_shared<const Summarizer>();
    const auto report = make_report(arguments, command);
    return [summarizer, options, report, unit = tools::offset_unit(arguments), jsonl = batch.jsonl] {
      return each([=](Record& record) {
        const auto summary = summarizer->summarize(record.text(), options);
        if (jsonl) record.set("summary", to_json(record.text(), summary, unit));
        else record.print(to_text(record.text(), summary));
        if (report) report->add(record.place().document, record.text(), summary, tools::patient_names(record));
      });
    };
  });
}
