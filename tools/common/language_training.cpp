#include "language_training.h"

#include <unistd.h>

#include <cstdio>

#include "klinker/corpus/byte_stream.h"
#include "klinker/corpus/json.h"
#include "klinker/text/table.h"
#include "models.h"

namespace klinker::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMetricsStep = 20;

template <typename Value>
Value value(const po::variables_map& arguments, const char* option) {
  return arguments[option].as<Value>();
}

}  // namespace

ModelFolder model_folder(const std::string& model) { return ModelFolder(fs::exists(model) ? model : find_model(model)); }

void add_language_options(po::options_description& options, double learning_rate) {
  const auto number = [](std::size_t missing) { return po::value<std::size_t>()->value_name("N")->default_value(missing); };
  const auto real = [](double missing) {
    char shown[32];
    std::snprintf(shown, sizeof shown, "%g", missing);
    return po::value<double>()->value_name("X")->default_value(missing, shown);
  };
  options.add_options()("output,o", po::value<std::string>()->value_name("DIR")->required(), "the model folder to write")(
      "force", "replace the output folder where it exists")(
      "held-out", po::value<std::vector<std::string>>()->multitoken()->value_name("FILE..."),
      "texts to measure the loss on, before and after")("steps", number(1000), "batches to learn from")(
      "batch-pieces", number(4096), "pieces a batch")("max-pieces", number(128),
                                                      "pieces a text; longer lines are cut into several")(
      "max-texts", number(2'000'000), "sample the lines where there are more")(
      "learning-rate", real(learning_rate), "the highest")("warm-up", real(0.05), "share of the steps in which it rises")(
      "weight-decay", real(0.01), "of AdamW")("clip", real(1), "longest gradient; 0: any")(
      "seed", po::value<std::uint64_t>()->value_name("N")->default_value(1), "of all chance")(
      "save-every", number(200), "steps between two saved states, from which the same command goes on after a break")(
      "bf16", "matrix products in 16 bits: faster where the processor can, a little less exact")(
      "card", po::value<std::string>()->value_name("FILE"), "JSON with name, licence, notes and training_data for the card")(
      "type", po::value<std::string>()->value_name("NAME")->default_value("f16"),
      "of the weights on disk: f16, bf16 or f32")(
      "device", po::value<std::string>()->value_name("NAME")->default_value("cpu"), "cpu, cuda, cuda:N or auto")(
      "threads,t", po::value<unsigned>()->value_name("N")->default_value(1), "work on N threads")("quiet,q",
                                                                                                  "show no progress");
}

LanguageTrainingOptions language_options(const po::variables_map& arguments) {
  return {.steps = value<std::size_t>(arguments, "steps"),
          .batch_pieces = value<std::size_t>(arguments, "batch-pieces"),
          .learning_rate = value<double>(arguments, "learning-rate"),
          .warm_up = value<double>(arguments, "warm-up"),
          .weight_decay = value<double>(arguments, "weight-decay"),
          .clip = value<double>(arguments, "clip"),
          .seed = value<std::uint64_t>(arguments, "seed"),
          .threads = value<unsigned>(arguments, "threads"),
          .device = value<std::string>(arguments, "device"),
          .bf16 = arguments.count("bf16") > 0,
          .state = "",
          .save_every = value<std::size_t>(arguments, "save-every")};
}

PieceCorpus language_corpus(const po::variables_map& arguments, const SubwordModel& tokenizer, const char* option) {
  if (!arguments.count(option)) throw Error(ErrorCode::usage, "give files with texts to learn from");
  return PieceCorpus(value<std::vector<std::string>>(arguments, option), tokenizer,
                     value<std::size_t>(arguments, "max-pieces"), value<std::size_t>(arguments, "max-texts"),
                     value<std::uint64_t>(arguments, "seed"));
}

TensorType weight_type(const po::variables_map& arguments) {
  const auto type = value<std::string>(arguments, "type");
  if (type == "f16") return TensorType::f16;
  if (type == "bf16") return TensorType::bf16;
  if (type == "f32") return TensorType::f32;
  throw Error(ErrorCode::usage, "--type is f16, bf16 or f32, not " + type);
}

LanguageProgress::LanguageProgress(const std::string& folder, bool quiet)
    : path_((fs::path(folder) / "metrics.jsonl").string()), terminal_(isatty(STDERR_FILENO) && !quiet) {}

// Keeps what the run that is gone on with wrote before `step`.
void LanguageProgress::open(std::size_t step) {
  std::string kept;
  std::ifstream before(path_);
  const std::size_t lines = (step - 1) / kMetricsStep;
  std::string line;
  for (std::size_t i = 0; i < lines && std::getline(before, line); ++i) kept += line + "\n";
  before.close();
  metrics_.open(path_, std::ios::trunc);
  metrics_ << kept;
}

void LanguageProgress::operator()(const LanguageTrainingProgress& progress) {
  if (!metrics_.is_open()) open(progress.step);
  if (progress.step % kMetricsStep == 0 || progress.step == progress.steps) {
    std::string line = "{\"step\":" + std::to_string(progress.step) + ",\"loss\":";
    append_json_number(line, progress.loss, 5);
    line += ",\"learning_rate\":";
    append_json_number(line, progress.learning_rate, 8);
    line += ",\"pieces_per_second\":";
    append_json_number(line, progress.pieces_per_second, 1);
    metrics_ << line << "}\n" << std::flush;
  }
  if (!terminal_) return;
  std::fprintf(stderr, "\r\x1b[Kstep %zu/%zu  loss %.4f  %.0f pieces/s  %.0f s left ", progress.step, progress.steps,
               progress.loss, progress.pieces_per_second, progress.seconds_left);
  std::fflush(stderr);
}

void LanguageProgress::finish() {
  if (terminal_) std::fputc('\n', stderr);
}

ModelInfo card_of(const po::variables_map& arguments, const OutputFolder& output) {
  ModelInfo info;
  if (arguments.count("card")) {
    const auto card = value<std::string>(arguments, "card");
    info = ModelInfo::from_json(read_file(card), card);
  }
  if (info.name.empty()) info.name = output.path().filename().string();
  info.task = "encoder";
  return info;
}

void finish_language_model(const ModelFolder& base, OutputFolder& output, const ModelInfo& info) {
  for (const std::string& file : base.tokenizer_files())
    fs::copy_file(file, output.part() / fs::path(file).filename(), fs::copy_options::overwrite_existing);
  write_model_info(output.part().string(), info);
  fs::remove(output.file(kStateFile));
  output.finish();
}

}  // namespace klinker::tools
