#include <algorithm>
#include <iostream>

#include "command.h"
#include "klinker/classify/functional_suite.h"
#include "klinker/classify/model_evaluation.h"
#include "klinker/classify/report.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "klinker/nn/model_folder.h"
#include "models.h"

using namespace klinker;

namespace {

namespace po = tools::po;

constexpr std::size_t kExplained = 30;  // wrong answers in the report

using Strings = std::vector<std::string>;

Strings strings(const po::variables_map& arguments, const char* option) {
  return arguments.count(option) ? arguments[option].as<Strings>() : Strings();
}

// The command as it was given, without the options that do not change the figures.
std::string command_text(int argc, char** argv) {
  std::string out = "klinker evaluate";
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--report" || argument == "--compare") ++i;
    else if (argument != "--record" && !argument.starts_with("--report=") && !argument.starts_with("--compare="))
      out += " " + argument;
  }
  return out;
}

std::vector<Example> read_data(const po::variables_map& arguments, Task task) {
  const Strings negatives = strings(arguments, "negatives");
  std::vector<Example> examples = read_examples(strings(arguments, "data"), task);
  if (!negatives.empty()) {
    if (task != Task::text) throw Error(ErrorCode::usage, "--negatives are for models of the task text");
    if (!arguments.count("negatives-label")) throw Error(ErrorCode::usage, "--negatives needs --negatives-label");
    for (Example& example : label_lines(negatives, arguments["negatives-label"].as<std::string>(),
                                        arguments["negatives-limit"].as<std::size_t>()))
      examples.push_back(std::move(example));
  }
  if (examples.empty()) throw Error(ErrorCode::usage, "there is nothing to evaluate on; give --data or --negatives");
  return examples;
}

std::string data_name(const po::variables_map& arguments) {
  std::string out;
  for (const char* option : {"data", "negatives"})
    for (const std::string& path : strings(arguments, option)) out += (out.empty() ? "" : ", ") + path;
  return out;
}

std::string number(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

// How the other model does on the same records.
void compare_with(const std::string& other, const po::variables_map& arguments, const std::vector<Example>& examples,
                  const ClassifierOptions& run, Report& report) {
  const ModelInfo info = ModelFolder(other).info();
  if (info.task != report.info.task ||
      !std::is_permutation(info.labels.begin(), info.labels.end(), report.info.labels.begin(), report.info.labels.end()))
    throw Error(ErrorCode::usage, other + ": answers another question (task or labels), so the two cannot be compared");
  ModelEvaluation evaluation = evaluate(other, examples, {.worst = 0}, run);
  // Labels are counted by their numbers, which must mean the same.
  const std::vector<std::string>& labels = report.evaluation.metrics.labels;
  for (Outcome& outcome : evaluation.outcomes)
    for (LabelCounts& counts : outcome.counts)
      counts.label = static_cast<std::size_t>(
          std::find(labels.begin(), labels.end(), evaluation.metrics.labels[counts.label]) - labels.begin());
  report.compared_with = arguments["compare"].as<std::string>();
  report.differences = compare(evaluation.metrics.task, labels.size(), report.evaluation.outcomes, evaluation.outcomes);
}

std::string comparison_json(const Report& report) {
  if (report.differences.empty()) return "";
  std::string out = ",\n  \"comparison\": {\"model\": " + json_string(report.compared_with) + ", \"figures\": {";
  for (const Difference& each : report.differences) {
    if (&each != &report.differences.front()) out += ',';
    out += "\n    \"" + each.name + "\": {\"this\": " + number(each.first) + ", \"other\": " + number(each.second) +
           ", \"difference\": " + number(each.first - each.second) + ", \"interval\": [" + number(each.interval.low) + ", " +
           number(each.interval.high) + "], \"p\": " + number(each.p) + "}";
  }
  return out + "\n  }}";
}

// By function and group, where the data are functional tests.
std::string suite_json(const po::variables_map& arguments, Task task, const std::vector<Outcome>& outcomes) {
  if (!arguments.count("suite")) return "";
  if (task != Task::text || arguments.count("negatives"))
    throw Error(ErrorCode::usage, "--suite is for models of the task text (or --label), and without --negatives");
  const auto cases = read_suite(strings(arguments, "data"), arguments["suite-group"].as<std::string>());
  return ",\n  \"suite\": " + to_json(suite_result(cases, outcomes));
}

int run(const po::variables_map& arguments, const std::string& command) {
  const std::string folder = tools::find_model(arguments["model"].as<std::string>());
  const std::string label = arguments.count("label") ? arguments["label"].as<std::string>() : "";
  const ClassifierOptions options = {.threads = arguments["threads"].as<unsigned>(),
                                     .device = arguments["device"].as<std::string>(),
                                     .bf16 = arguments.count("bf16") > 0,
                                     .label = label};
  Report report = {.title = "", .data = data_name(arguments), .command = command, .info = ModelFolder(folder).info()};
  report.title = "Evaluation of " + report.info.name;
  const Task task = label.empty() ? task_from_name(report.info.task) : Task::text;
  const std::vector<Example> examples = read_data(arguments, task);
  const bool page = arguments.count("report") > 0;
  report.evaluation = evaluate(folder, examples, {.explained = page ? kExplained : 0}, options);
  if (arguments.count("compare"))
    compare_with(tools::find_model(arguments["compare"].as<std::string>()), arguments, examples, options, report);
  std::cout << "{\n"
            << json_members(report.evaluation.metrics) << comparison_json(report)
            << suite_json(arguments, task, report.evaluation.outcomes) << "\n}\n"
            << std::flush;
  if (page) {
    const auto writer = open_writer(arguments["report"].as<std::string>());
    writer->write(html_report(report));
    writer->finish(true);
  }
  if (arguments.count("record")) {
    for (Measurement& measurement : measurements(report.evaluation.metrics, report.data, command)) {
      if (!label.empty()) measurement.metric += " of " + label;
      report.info.add(std::move(measurement));
    }
    write_model_info(folder, report.info);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "evaluate",
      .summary = KLINKER_SUMMARY,
      .usage = "--model DIR --data FILE [OPTION]...",
      .description =
          "Compares a model's answers with labelled data (as for klinker train) and writes the figures as JSON on standard "
          "output:\n"
          "accuracy, micro- and macro-F1, for taggers the F1 of entities as conlleval counts them, all with 95 % bootstrap\n"
          "intervals; precision, recall and F1 of each label or type, calibration error, and for single labels the "
          "confusion\n"
          "matrix (rows: truth). --compare adds differences from another model on the same records, with intervals (paired\n"
          "bootstrap) and p values (approximate randomisation). --negatives measures false alarms on plain text. --suite "
          "reads\n"
          "functional tests: JSONL whose records also have \"function\" and may say whom they are about.",
      .example = "  klinker evaluate --model names --data ned.testa --compare names-tiny\n"
                 "  klinker evaluate --model hate-speech-nl --label hateful --data corpora/hate-speech/dev.jsonl --report report.html",
  });
  command.options().add_options()("model,m", po::value<std::string>()->value_name("DIR")->required(),
                                  "a model folder, or the name of a shipped model")(
      "data", po::value<Strings>()->multitoken()->value_name("FILE..."), "labelled data")(
      "compare", po::value<std::string>()->value_name("DIR"), "another model of the same task and labels")(
      "suite", "the data are functional tests: figures by \"function\" and by group, and the largest gap between groups")(
      "suite-group", po::value<std::string>()->value_name("FIELD")->default_value("target"),
      "the field that names the group")("negatives", po::value<Strings>()->multitoken()->value_name("FILE..."),
                                        "plain text whose lines all have one label")(
      "negatives-label", po::value<std::string>()->value_name("LABEL"), "that label")(
      "negatives-limit", po::value<std::size_t>()->value_name("N")->default_value(100'000),
      "lines of each file at most, a sample")("report", po::value<std::string>()->value_name("FILE"),
                                              "write an HTML page with tables, diagrams and wrong answers")(
      "record", "write the figures into klinker.json and the card of the model")(
      "label", po::value<std::string>()->value_name("LABEL"),
      "of a multilabel model only this label; the data are then as for the task text, with LABEL or not_LABEL")(
      "bf16", "matrix products in bf16: faster where the processor has such instructions")(
      "device", po::value<std::string>()->value_name("NAME")->default_value("cpu"), "cpu, cuda, cuda:N or auto")(
      "threads,t", po::value<unsigned>()->value_name("N")->default_value(1), "work on N threads");
  return command.run(argc, argv,
                     [&](const po::variables_map& arguments) { return run(arguments, command_text(argc, argv)); });
}
