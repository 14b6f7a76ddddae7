#include <iostream>

#include "command.h"
#include "klinker/classify/report.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/nn/model_folder.h"
#include "models.h"

using namespace klinker;

namespace {

namespace po = tools::po;

using Strings = std::vector<std::string>;

Strings strings(const po::variables_map& arguments, const char* option) {
  return arguments.count(option) ? arguments[option].as<Strings>() : Strings();
}

// The command as it was given, without the options that do not change the figures.
std::string command_text(int argc, char** argv) {
  std::string out = "klinker evaluate";
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--report") ++i;
    else if (argument != "--record" && argument.rfind("--report=", 0) != 0) out += " " + argument;
  }
  return out;
}

std::vector<LabelledText> read_data(const po::variables_map& arguments) {
  const Strings negatives = strings(arguments, "negatives");
  std::vector<LabelledText> texts = read_labelled_texts(strings(arguments, "data"));
  if (negatives.empty()) return texts;
  if (!arguments.count("negatives-label")) throw Error(ErrorCode::usage, "--negatives needs --negatives-label");
  for (LabelledText& text : label_lines(negatives, arguments["negatives-label"].as<std::string>(),
                                        arguments["negatives-limit"].as<std::size_t>()))
    texts.push_back(std::move(text));
  return texts;
}

std::string data_name(const po::variables_map& arguments) {
  std::string out;
  for (const char* option : {"data", "negatives"})
    for (const std::string& path : strings(arguments, option)) out += (out.empty() ? "" : ", ") + path;
  return out;
}

int run(const po::variables_map& arguments, const std::string& command) {
  const std::string folder = tools::find_model(arguments["model"].as<std::string>());
  const TextClassifier classifier = TextClassifier::load(folder, {.threads = arguments["threads"].as<unsigned>()});
  const std::vector<LabelledText> texts = read_data(arguments);
  if (texts.empty()) throw Error(ErrorCode::usage, "there is nothing to evaluate on; give --data or --negatives");
  Report report = {.title = "Evaluation of " + classifier.info().name, .data = data_name(arguments), .command = command,
                   .info = classifier.info(), .epochs = {}, .evaluation = evaluate(classifier, texts)};
  std::cout << to_json(report.evaluation.metrics, classifier.labels()) << std::flush;
  if (arguments.count("report")) {
    const auto writer = open_writer(arguments["report"].as<std::string>());
    writer->write(html_report(report));
    writer->finish(true);
  }
  if (arguments.count("record")) {
    for (Measurement& measurement : measurements(report.evaluation.metrics, report.data, command))
      report.info.add(std::move(measurement));
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
      .description = "Compares a model's answers with labelled data (JSONL with \"text\" and \"label\") and writes the figures as JSON on\n"
                     "standard output: accuracy, macro-F1, both with 95 % bootstrap intervals, precision, recall and F1 of each\n"
                     "label, calibration error and confusion matrix (rows: truth). --negatives measures false alarms on plain text.",
      .example = "  klinker evaluate --model hate-speech-nl --data corpora/hate-speech/dev.jsonl --report report.html",
  });
  command.options().add_options()("model,m", po::value<std::string>()->value_name("DIR")->required(),
                                  "a model folder, or the name of a shipped model")(
      "data", po::value<Strings>()->multitoken()->value_name("FILE..."), "JSONL with \"text\" and \"label\"")(
      "negatives", po::value<Strings>()->multitoken()->value_name("FILE..."), "plain text whose lines all have one label")(
      "negatives-label", po::value<std::string>()->value_name("LABEL"), "that label")(
      "negatives-limit", po::value<std::size_t>()->value_name("N")->default_value(100'000), "lines of each file at most, a sample")(
      "report", po::value<std::string>()->value_name("FILE"), "write an HTML page with tables, diagrams and wrong answers")(
      "record", "write the figures into klinker.json and the card of the model")(
      "threads,t", po::value<unsigned>()->value_name("N")->default_value(1), "work on N threads");
  return command.run(argc, argv, [&](const po::variables_map& arguments) { return run(arguments, command_text(argc, argv)); });
}
