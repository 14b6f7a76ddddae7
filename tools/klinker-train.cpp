#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <set>

#include "command.h"
#include "klinker/classify/report.h"
#include "klinker/classify/trainer.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "klinker/nn/model_folder.h"
#include "klinker/text/mapped_text.h"
#include "klinker/text/table.h"
#include "models.h"

using namespace klinker;

namespace {

namespace fs = std::filesystem;
namespace po = tools::po;

using Strings = std::vector<std::string>;

Strings strings(const po::variables_map& arguments, const char* option) {
  return arguments.count(option) ? arguments[option].as<Strings>() : Strings();
}

template <typename Value>
Value value(const po::variables_map& arguments, const char* option) {
  return arguments[option].as<Value>();
}

TrainingOptions training_options(const po::variables_map& arguments) {
  TrainingOptions options;
  options.seed = value<std::uint64_t>(arguments, "seed");
  options.epochs = value<std::size_t>(arguments, "epochs");
  options.batch_size = value<std::size_t>(arguments, "batch-size");
  options.learning_rate = value<double>(arguments, "learning-rate");
  options.warm_up = value<double>(arguments, "warm-up");
  options.weight_decay = value<double>(arguments, "weight-decay");
  options.clip = value<double>(arguments, "clip");
  options.label_smoothing = value<double>(arguments, "label-smoothing");
  options.patience = value<std::size_t>(arguments, "patience");
  options.threads = value<unsigned>(arguments, "threads");
  options.device = value<std::string>(arguments, "device");
  options.fresh.embedding = value<std::int64_t>(arguments, "embedding");
  options.fresh.hidden = value<std::int64_t>(arguments, "hidden");
  options.fresh.bigram_buckets = value<std::int64_t>(arguments, "bigrams");
  options.fresh.dropout = value<double>(arguments, "dropout");
  options.fresh.piece_dropout = value<double>(arguments, "piece-dropout");
  const auto weights = value<std::string>(arguments, "class-weights");
  if (weights != "none" && weights != "balanced") throw Error(ErrorCode::usage, "--class-weights is none or balanced, not " + weights);
  options.balance_classes = weights == "balanced";
  return options;
}

std::string file_name(const std::string& path) { return fs::path(path).filename().string(); }

// Says in the card how many records came from a file; the card's own words about it stay.
void count_source(ModelInfo& info, const std::string& path, std::size_t records) {
  for (TrainingSource& source : info.training_data)
    if (source.file == file_name(path)) {
      source.records = records;
      return;
    }
  info.training_data.push_back({file_name(path), file_name(path), "not stated", "", records});
}

struct Data {
  std::vector<LabelledText> train, dev;
};

Data read_data(const po::variables_map& arguments, ModelInfo& info) {
  Data data;
  const auto add = [&](const std::string& path, std::vector<LabelledText> texts) {
    count_source(info, path, texts.size());
    std::move(texts.begin(), texts.end(), std::back_inserter(data.train));
  };
  for (const std::string& path : strings(arguments, "train")) add(path, read_labelled_texts({path}));
  const Strings negatives = strings(arguments, "negatives");
  if (!negatives.empty() && !arguments.count("negatives-label"))
    throw Error(ErrorCode::usage, "--negatives needs --negatives-label");
  for (const std::string& path : negatives)
    add(path, label_lines({path}, value<std::string>(arguments, "negatives-label"), value<std::size_t>(arguments, "negatives-limit"),
                          value<std::uint64_t>(arguments, "seed")));
  data.dev = read_labelled_texts(strings(arguments, "dev"));
  return data;
}

// A text that is in both would make the figures better than they are.
void leave_out_dev(Data& data) {
  std::set<std::string> known;
  for (const LabelledText& text : data.dev) known.insert(fold_case(text.text).text());
  const std::size_t left_out = std::erase_if(data.train, [&](const LabelledText& text) { return known.count(fold_case(text.text).text()) > 0; });
  if (left_out > 0)
    std::fprintf(stderr, "klinker train: %zu training records are in the development data too and were left out\n", left_out);
}

Strings labels_of(const std::vector<LabelledText>& texts) {
  std::set<std::string> labels;
  for (const LabelledText& text : texts) labels.insert(text.label);
  return {labels.begin(), labels.end()};
}

std::string to_json(const EpochMetrics& metrics) {
  std::string out = "{\"epoch\":" + std::to_string(metrics.epoch);
  const auto number = [&](const char* key, double amount, int decimals) {
    ((out += ",\"") += key) += "\":";
    append_json_number(out, amount, decimals);
  };
  number("learning_rate", metrics.learning_rate, 8);
  number("train_loss", metrics.train_loss, 5);
  number("dev_loss", metrics.dev_loss, 5);
  number("dev_accuracy", metrics.dev_accuracy, 4);
  number("dev_macro_f1", metrics.dev_macro_f1, 4);
  number("seconds", metrics.seconds, 2);
  return out + ",\"best\":" + (metrics.best ? "true}" : "false}");
}

void write_file(const fs::path& path, const std::string& text) {
  const auto writer = open_writer(path.string());
  writer->write(text);
  writer->finish(true);
}

void show_progress(const EpochMetrics& metrics, std::size_t epochs) {
  std::fprintf(stderr, "\r\x1b[Kepoch %zu/%zu  loss %.4f  dev loss %.4f  accuracy %.4f  macro-F1 %.4f%s  %.1f s ", metrics.epoch, epochs,
               metrics.train_loss, metrics.dev_loss, metrics.dev_accuracy, metrics.dev_macro_f1, metrics.best ? " best" : "", metrics.seconds);
  std::fflush(stderr);
}

// The folder appears under its name when all of it is there.
class OutputFolder {
 public:
  OutputFolder(const std::string& path, bool force) : path_(fs::path(path).lexically_normal()) {
    if (path_.filename().empty()) path_ = path_.parent_path();
    if (fs::exists(path_) && !force)
      throw Error(ErrorCode::usage, path_.string() + " exists already; choose another --output, or replace it with --force");
    part_ = path_;
    part_ += ".part";
    fs::remove_all(part_);
    if (path_.has_parent_path()) fs::create_directories(path_.parent_path());
  }
  const fs::path& part() const { return part_; }
  const fs::path& path() const { return path_; }
  void finish() {
    fs::remove_all(path_);
    fs::rename(part_, path_);
  }

 private:
  fs::path path_, part_;
};

int train(const po::variables_map& arguments) {
  const auto task = value<std::string>(arguments, "task");
  if (task != "text")
    throw Error(ErrorCode::unsupported, "the task " + task + " is unsupported in this version, which trains text only");
  const TrainingOptions options = training_options(arguments);
  OutputFolder output(value<std::string>(arguments, "output"), arguments.count("force") > 0);

  ModelInfo info;
  if (arguments.count("card")) {
    const auto card = value<std::string>(arguments, "card");
    info = ModelInfo::from_json(read_file(card), card);
  }
  if (info.name.empty()) info.name = file_name(output.path().string());
  info.task = task;
  Data data = read_data(arguments, info);
  leave_out_dev(data);
  info.labels = labels_of(data.train);
  if (arguments.count("positive")) info.positive = value<std::string>(arguments, "positive");
  if (!info.positive.empty() && std::find(info.labels.begin(), info.labels.end(), info.positive) == info.labels.end())
    throw Error(ErrorCode::usage, "no training record has the label that --positive names");

  const auto base = value<std::string>(arguments, "base");
  const bool terminal = isatty(STDERR_FILENO) && !arguments.count("quiet");
  std::vector<EpochMetrics> epochs;
  const TextClassifier classifier =
      train_text_classifier(ModelFolder(fs::exists(base) ? base : tools::find_model(base)), info, data.train, data.dev, options,
                            [&](const EpochMetrics& metrics) {
                              epochs.push_back(metrics);
                              if (terminal) show_progress(metrics, options.epochs);
                            });
  if (terminal) std::fputc('\n', stderr);
  classifier.save(output.part().string());

  // Measured on what was written, whose weights have 16 bits.
  const TextClassifier saved = TextClassifier::load(output.part().string(), {.threads = options.threads});
  std::string command = "klinker evaluate --model " + value<std::string>(arguments, "output") + " --data", dev;
  for (const std::string& path : strings(arguments, "dev")) {
    command += " " + path;
    dev += (dev.empty() ? "" : ", ") + path;
  }
  Report report = {.title = "Training of " + info.name, .data = dev, .command = command, .info = saved.info(), .epochs = epochs,
                   .evaluation = evaluate(saved, data.dev)};
  for (Measurement& measurement : measurements(report.evaluation.metrics, dev, command)) report.info.add(std::move(measurement));
  write_model_info(output.part().string(), report.info);
  std::string lines;
  for (const EpochMetrics& metrics : epochs) lines += to_json(metrics) + "\n";
  write_file(output.part() / "metrics.jsonl", lines);
  write_file(output.part() / "report.html", html_report(report));
  output.finish();
  std::cout << klinker::to_json(report.evaluation.metrics, report.info.labels);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "train",
      .summary = KLINKER_SUMMARY,
      .usage = "--train FILE... --dev FILE... --base DIR --output DIR [OPTION]...",
      .description = "Trains a classifier on JSONL with \"text\" and \"label\" and writes a model folder with weights, settings, card\n"
                     "(README.md), metrics.jsonl and report.html, which shows wrong answers and so holds texts of the development\n"
                     "data. The figures on the development data go to standard output as JSON; they also chose the weights, so\n"
                     "measure on other data before you rely on them. The same data, options and seed give the same weights.",
      .example = "  klinker subword train --output nl.model messages.txt\n"
                 "  klinker train --train train.jsonl --dev dev.jsonl --base nl.model --output topics --seed 7\n"
                 "  klinker classify --model topics --jsonl new.jsonl",
  });
  const auto number = [](std::size_t missing) { return po::value<std::size_t>()->value_name("N")->default_value(missing); };
  const auto size = [](std::int64_t missing) { return po::value<std::int64_t>()->value_name("N")->default_value(missing); };
  const auto real = [](double missing, const char* shown) {
    return po::value<double>()->value_name("X")->default_value(missing, shown);
  };
  const auto files = [] { return po::value<Strings>()->multitoken()->value_name("FILE..."); };
  command.options().add_options()("task", po::value<std::string>()->value_name("NAME")->default_value("text"), "text: one label for each text")(
      "train", files()->required(), "JSONL to learn from")("dev", files()->required(), "JSONL that decides which weights are kept")(
      "base", po::value<std::string>()->value_name("DIR")->required(), "a model to start from, or a SentencePiece .model file for a fresh one")(
      "output,o", po::value<std::string>()->value_name("DIR")->required(), "the model folder to write")(
      "force", "replace the output folder where it exists")("seed", po::value<std::uint64_t>()->value_name("N")->default_value(1), "of all chance")(
      "epochs", number(20), "passes over the data at most")("patience", number(5), "stop after N epochs without improvement; 0: never")(
      "batch-size", number(32), "records a step")("learning-rate", real(5e-3, "0.005"), "the highest")(
      "warm-up", real(0.1, "0.1"), "share of the steps in which it rises")("weight-decay", real(0.01, "0.01"), "of AdamW")(
      "clip", real(1.0, "1"), "longest gradient; 0: any")("label-smoothing", real(0, "0"), "from 0 to below 1")(
      "class-weights", po::value<std::string>()->value_name("HOW")->default_value("none"), "none, or balanced")(
      "positive", po::value<std::string>()->value_name("LABEL"), "the label that is given from a threshold on, which is fitted on dev")(
      "negatives", files(), "plain text whose lines are training records too")(
      "negatives-label", po::value<std::string>()->value_name("LABEL"), "their label")(
      "negatives-limit", number(100'000), "lines of each file at most, a sample")(
      "card", po::value<std::string>()->value_name("FILE"), "JSON with name, licence, notes and training_data for the card")(
      "embedding", size(64), "size of the vectors of pieces, for a fresh model")("hidden", size(64), "size of the hidden layer, for a fresh model")(
      "bigrams", size(16384), "buckets for pairs of pieces, for a fresh model; 0: none")(
      "dropout", real(0.3, "0.3"), "for a fresh model")("piece-dropout", real(0.1, "0.1"), "share of pieces left out in training, for a fresh model")(
      "device", po::value<std::string>()->value_name("NAME")->default_value("cpu"), "cpu, cuda, cuda:N or auto")(
      "threads,t", po::value<unsigned>()->value_name("N")->default_value(1), "work on N threads")("quiet,q", "show no progress");
  return command.run(argc, argv, train);
}
