#include "training.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <set>

#include "klinker/classify/model_evaluation.h"
#include "klinker/classify/report.h"
#include "klinker/classify/trainer.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/text/table.h"
#include "models.h"
#include "output_folder.h"

namespace klinker::tools {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

constexpr std::size_t kExplained = 30;  // wrong answers in the report

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
  options.accumulate = value<std::size_t>(arguments, "accumulate");
  options.learning_rate = value<double>(arguments, "learning-rate");
  options.warm_up = value<double>(arguments, "warm-up");
  options.layer_decay = value<double>(arguments, "layer-decay");
  options.weight_decay = value<double>(arguments, "weight-decay");
  options.clip = value<double>(arguments, "clip");
  options.label_smoothing = value<double>(arguments, "label-smoothing");
  options.freeze_embeddings = arguments.count("freeze-embeddings") > 0;
  options.freeze_layers = value<std::size_t>(arguments, "freeze-layers");
  options.metric = value<std::string>(arguments, "metric");
  options.patience = value<std::size_t>(arguments, "patience");
  options.save_every = value<std::size_t>(arguments, "save-every");
  options.log_every = value<std::size_t>(arguments, "log-every");
  options.keep_checkpoint = true;
  options.bf16 = arguments.count("bf16") > 0;
  options.threads = value<unsigned>(arguments, "threads");
  options.device = value<std::string>(arguments, "device");
  options.fresh.embedding = value<std::int64_t>(arguments, "embedding");
  options.fresh.hidden = value<std::int64_t>(arguments, "hidden");
  options.fresh.bigram_buckets = value<std::int64_t>(arguments, "bigrams");
  options.fresh.dropout = value<double>(arguments, "dropout");
  options.fresh.piece_dropout = value<double>(arguments, "piece-dropout");
  const auto weights = value<std::string>(arguments, "class-weights");
  if (weights != "none" && weights != "balanced")
    throw Error(ErrorCode::usage, "--class-weights is none or balanced, not " + weights);
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
  std::vector<Example> train, dev;
};

// Takes out what is in `others` too; how many records those were.
std::size_t leave_out(std::vector<Example>& examples, const std::vector<Example>& others) {
  std::set<std::string> known;
  for (const Example& example : others) known.insert(content_key(example));
  return std::erase_if(examples, [&](const Example& example) { return known.count(content_key(example)) > 0; });
}

Data read_data(const po::variables_map& arguments, Task task, const AddedRecords& added, ModelInfo& info) {
  Data data;
  const auto add = [&](const std::string& path, std::vector<Example> examples) {
    count_source(info, path, examples.size());
    std::move(examples.begin(), examples.end(), std::back_inserter(data.train));
  };
  for (const std::string& path : strings(arguments, "train")) add(path, read_examples({path}, task));
  const Strings negatives = strings(arguments, "negatives");
  if (!negatives.empty() && task != Task::text && task != Task::multilabel)
    throw Error(ErrorCode::usage, "--negatives are for the tasks text and multilabel");
  if (!negatives.empty() && task == Task::text && !arguments.count("negatives-label"))
    throw Error(ErrorCode::usage, "--negatives needs --negatives-label");
  const std::string negative = arguments.count("negatives-label") ? value<std::string>(arguments, "negatives-label") : "";
  for (const std::string& path : negatives)
    add(path, label_lines({path}, negative, value<std::size_t>(arguments, "negatives-limit"),
                          value<std::uint64_t>(arguments, "seed")));
  if (!added.examples.empty()) {
    leave_out(data.train, added.examples);
    add(added.name, added.examples);
  }
  data.dev = read_examples(strings(arguments, "dev"), task);
  return data;
}

// A text that is in both would make the figures better than they are.
void leave_out_dev(Data& data, const std::string& command) {
  if (const std::size_t left_out = leave_out(data.train, data.dev); left_out > 0)
    std::fprintf(stderr, "klinker %s: %zu training records are in the development data too and were left out\n",
                 command.c_str(), left_out);
}

// A model that goes on learning keeps the order of its labels, and so its head.
Strings choose_labels(const ModelFolder& base, const Data& data, Task task) {
  Strings labels = labels_of(data.train, task);
  if (!base.has_weights()) return labels;
  const Strings known = base.info().labels;
  return std::is_permutation(known.begin(), known.end(), labels.begin(), labels.end()) ? known : labels;
}

void write_file(const fs::path& path, const std::string& text) {
  const auto writer = open_writer(path.string());
  writer->write(text);
  writer->finish(true);
}

// One line on a terminal that is drawn over itself.
class ProgressLine {
 public:
  explicit ProgressLine(bool shown) : shown_(shown) {}

  void show(const TrainingProgress& progress) {
    using namespace std::chrono;
    const auto now = steady_clock::now();
    if (!shown_ || now - drawn_ < milliseconds(100)) return;
    drawn_ = now;
    const auto left = static_cast<long>(progress.seconds_left);
    std::fprintf(stderr, "\r\x1b[Kepoch %zu/%zu  step %zu/%zu  loss %.4f  %.1f examples/s  %ld:%02ld:%02ld left%s ",
                 progress.epoch, progress.epochs, progress.step, progress.steps, progress.loss, progress.examples_per_second,
                 left / 3600, left / 60 % 60, left % 60, last_.c_str());
    std::fflush(stderr);
  }
  void show(const EpochMetrics& metrics) {
    char text[64];
    std::snprintf(text, sizeof text, "  dev loss %.4f", metrics.dev_loss);
    last_ = text;
    if (!metrics.dev.empty()) {
      std::snprintf(text, sizeof text, " %s %.4f", metrics.dev.front().first.c_str(), metrics.dev.front().second);
      last_ += text;
    }
  }
  void end() const {
    if (shown_) std::fputc('\n', stderr);
  }

 private:
  bool shown_;
  std::chrono::steady_clock::time_point drawn_{};
  std::string last_;
};

// Where the training is written; what an unfinished one left there is gone on with.
OutputFolder open_output(const po::variables_map& arguments) {
  OutputFolder output(value<std::string>(arguments, "output"), arguments.count("force") > 0, true);
  const bool unfinished = has_checkpoint(output.part().string());
  if (!unfinished || arguments.count("restart")) fs::remove_all(output.part());
  if (arguments.count("resume") && !unfinished)
    throw Error(ErrorCode::usage, output.part().string() + " holds no unfinished training that --resume could go on with");
  return output;
}

// What the card and the report say about the development data.
Report make_report(const po::variables_map& arguments, const OutputFolder& output, const Data& data, TrainingLog log) {
  std::string command = "klinker evaluate --model " + value<std::string>(arguments, "output") + " --data", dev;
  for (const std::string& path : strings(arguments, "dev")) {
    command += " " + path;
    dev += (dev.empty() ? "" : ", ") + path;
  }
  // Measured on what was written, whose weights have 16 bits.
  const std::string folder = output.part().string();
  Report report = {.title = "",
                   .data = dev,
                   .command = command,
                   .info = ModelFolder(folder).info(),
                   .log = std::move(log),
                   .evaluation = evaluate(folder, data.dev, {.explained = kExplained},
                                          {.threads = value<unsigned>(arguments, "threads")})};
  report.title = "Training of " + report.info.name;
  for (Measurement& measurement : measurements(report.evaluation.metrics, dev, command))
    report.info.add(std::move(measurement));
  return report;
}

}  // namespace

void add_training_options(po::options_description& options) {
  const auto number = [](std::size_t missing) { return po::value<std::size_t>()->value_name("N")->default_value(missing); };
  const auto size = [](std::int64_t missing) { return po::value<std::int64_t>()->value_name("N")->default_value(missing); };
  const auto real = [](double missing, const char* shown) {
    return po::value<double>()->value_name("X")->default_value(missing, shown);
  };
  const auto word = [](const char* name, const char* missing) {
    return po::value<std::string>()->value_name(name)->default_value(missing);
  };
  const auto files = [] { return po::value<Strings>()->multitoken()->value_name("FILE..."); };
  options.add_options()("task", word("NAME", "text"), "text, multilabel, token or pair")(
      "train", files()->required(), "data to learn from")("dev", files()->required(),
                                                          "data that decides which weights are kept")(
      "base", po::value<std::string>()->value_name("DIR")->required(),
      "a model to start from (with only a config.json: fresh weights), or a SentencePiece .model file for a fresh bag of "
      "pieces")("output,o", po::value<std::string>()->value_name("DIR")->required(), "the model folder to write")(
      "force", "replace the output folder where it exists")(
      "resume", "go on with an unfinished training, and with nothing else")("restart", "throw an unfinished training away")(
      "seed", po::value<std::uint64_t>()->value_name("N")->default_value(1), "of all chance")(
      "epochs", number(0), "passes over the data at most; 0: 20 for a bag of pieces, 4 for a transformer")(
      "metric", word("NAME", ""),
      "which weights are kept: macro_f1, micro_f1, accuracy, entity_f1 or loss; empty: macro_f1, for tokens entity_f1")(
      "patience", number(5), "stop after N epochs without improvement; 0: never")(
      "batch-size", number(32), "records a batch")("accumulate", number(1),
                                                   "batches whose gradients are added up for one step")(
      "learning-rate", real(0, "0"), "the highest; 0: 0.005 for a bag of pieces, 0.00005 for a transformer")(
      "warm-up", real(0.1, "0.1"), "share of the steps in which it rises")(
      "layer-decay", real(1, "1"), "factor from each layer's rate to that of the layer below")(
      "weight-decay", real(0.01, "0.01"), "of AdamW")("clip", real(1.0, "1"), "longest gradient; 0: any")(
      "label-smoothing", real(0, "0"), "from 0 to below 1")("class-weights", word("HOW", "none"), "none, or balanced")(
      "freeze-embeddings", "keep the base's embeddings as they are")(
      "freeze-layers", number(0), "keep the base's lowest N layers and its embeddings as they are")(
      "positive", po::value<std::string>()->value_name("LABEL"),
      "the label that is given from a threshold on, which is fitted on dev")(
      "negatives", files(), "plain text whose lines are training records too")(
      "negatives-label", po::value<std::string>()->value_name("LABEL"), "their label; multilabel: none where not given")(
      "negatives-limit", number(100'000), "lines of each file at most, a sample")(
      "card", po::value<std::string>()->value_name("FILE"), "JSON with name, licence, notes and training_data for the card")(
      "embedding", size(64), "size of the vectors of pieces, for a fresh bag")("hidden", size(64),
                                                                               "size of the hidden layer, for a fresh bag")(
      "bigrams", size(16384), "buckets for pairs of pieces, for a fresh bag; 0: none")(
      "dropout", real(0.3, "0.3"), "for a fresh bag")("piece-dropout", real(0.1, "0.1"),
                                                      "share of pieces left out in training, for a fresh bag")(
      "save-every", number(500), "steps from one checkpoint to the next; 0: at the ends of epochs")(
      "log-every", number(50), "steps from one line of metrics.jsonl to the next; 0: epochs only")(
      "bf16", "matrix products in bf16: faster where the processor has such instructions")(
      "device", word("NAME", "cpu"), "cpu, cuda, cuda:N or auto")("threads,t",
                                                                  po::value<unsigned>()->value_name("N")->default_value(1),
                                                                  "work on N threads")("quiet,q", "show no progress");
}

TrainedModel train_model(const po::variables_map& arguments, const std::string& command, const AddedRecords& added) {
  const auto task_name = value<std::string>(arguments, "task");
  const Task task = task_from_name(task_name);
  const TrainingOptions options = training_options(arguments);
  OutputFolder output = open_output(arguments);

  ModelInfo info;
  if (arguments.count("card")) {
    const auto card = value<std::string>(arguments, "card");
    info = ModelInfo::from_json(read_file(card), card);
  }
  if (info.name.empty()) info.name = file_name(output.path().string());
  info.task = task_name;
  const auto base_name = value<std::string>(arguments, "base");
  const ModelFolder base(fs::exists(base_name) ? base_name : find_model(base_name));
  Data data = read_data(arguments, task, added, info);
  leave_out_dev(data, command);
  info.labels = choose_labels(base, data, task);
  for (const std::string& label : info.labels)
    if (!added.labels.empty() && std::find(added.labels.begin(), added.labels.end(), label) == added.labels.end())
      throw Error(ErrorCode::usage, "--train has the label " + label + ", which " + added.name + " does not have");
  if (arguments.count("positive")) info.positive = value<std::string>(arguments, "positive");
  if (!info.positive.empty() && std::find(info.labels.begin(), info.labels.end(), info.positive) == info.labels.end())
    throw Error(ErrorCode::usage, "no training record has the label that --positive names");

  ProgressLine line(isatty(STDERR_FILENO) && !arguments.count("quiet"));
  const TrainingObserver observer = {
      .on_step = [&](const TrainingProgress& progress) { line.show(progress); },
      .on_epoch = [&](const EpochMetrics& metrics) { line.show(metrics); },
      .on_resume =
          [&](std::size_t step) { std::fprintf(stderr, "klinker %s: goes on after step %zu\n", command.c_str(), step); },
  };
  TrainingLog log;
  try {
    log = klinker::train(base, info, data.train, data.dev, options, output.part().string(), observer);
  } catch (...) {
    if (!has_checkpoint(output.part().string())) fs::remove_all(output.part());
    throw;
  }
  line.end();

  Report report = make_report(arguments, output, data, std::move(log));
  write_model_info(output.part().string(), report.info);
  write_file(output.part() / "report.html", html_report(report));
  output.finish();
  discard_checkpoint(output.path().string());
  std::cout << "{\n" << json_members(report.evaluation.metrics) << "\n}\n";
  return {report.evaluation.metrics, data.train.size()};
}

}  // namespace klinker::tools
