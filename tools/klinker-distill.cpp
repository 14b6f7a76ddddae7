#include <algorithm>
#include <charconv>
#include <iostream>

#include "language_training.h"

using namespace klinker;

namespace {

namespace po = tools::po;

std::shared_ptr<EncoderTransformer> load_transformer(const ModelFolder& folder) {
  if (!folder.has_weights())
    throw Error(ErrorCode::invalid_model,
                folder.path() + ": is not a complete model; config.json and model.safetensors are needed");
  const auto encoder = std::dynamic_pointer_cast<EncoderTransformer>(load_encoder(folder));
  if (!encoder) throw Error(ErrorCode::unsupported, folder.path() + ": only transformers can be distilled");
  return encoder;
}

// "0,2,5" of --layers.
std::vector<std::size_t> numbers(const std::string& list) {
  std::vector<std::size_t> out;
  for (const char* at = list.data(); at <= list.data() + list.size();) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(at, list.data() + list.size(), number);
    if (error != std::errc() || (end != list.data() + list.size() && *end != ','))
      throw Error(ErrorCode::usage, "--layers takes numbers from 0 with commas between them, not " + list);
    out.push_back(number);
    at = end + 1;
  }
  return out;
}

int distill_command(const po::variables_map& arguments) {
  LanguageTrainingOptions options = tools::language_options(arguments);
  const TensorType type = tools::weight_type(arguments);
  const ModelFolder folder = tools::model_folder(arguments["teacher"].as<std::string>());
  const auto layers = numbers(arguments["layers"].as<std::string>());
  const auto tokenizer = folder.tokenizer();
  const PieceCorpus corpus = tools::language_corpus(arguments, *tokenizer);
  tools::OutputFolder output(arguments["output"].as<std::string>(), arguments.count("force") > 0, /*resume=*/true);
  options.state = output.file(tools::kStateFile);

  torch::manual_seed(options.seed);
  const auto teacher = load_transformer(folder);
  const auto hidden = arguments["hidden"].as<std::int64_t>();
  const bool same_size = hidden == 0 || hidden == teacher->hidden_size();
  std::shared_ptr<EncoderTransformer> student;
  if (arguments.count("student")) student = load_transformer(tools::model_folder(arguments["student"].as<std::string>()));
  else if (same_size) student = student_of_layers(*teacher, layers);
  else
    student = student_of_size(*teacher, static_cast<std::int64_t>(layers.size()), hidden,
                              arguments["heads"].as<std::int64_t>(), arguments["intermediate"].as<std::int64_t>());
  const auto measure = [&](const char* when) {
    if (!arguments.count("held-out") || student->hidden_size() != teacher->hidden_size()) return;
    const double loss =
        distillation_loss(*student, *teacher, layers, tools::language_corpus(arguments, *tokenizer, "held-out"), options);
    std::cout << "{\"distillation_loss_" << when << "\":" << loss << "}\n" << std::flush;
  };
  measure("before");
  tools::LanguageProgress progress(output.part().string(), arguments.count("quiet") > 0);
  distill(*student, *teacher, layers, corpus, options, [&](const LanguageTrainingProgress& now) { progress(now); });
  progress.finish();
  measure("after");
  save_encoder(*student, output.part().string(), type);
  tools::finish_language_model(folder, output, tools::card_of(arguments, output));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "distill",
      .summary = KLINKER_SUMMARY,
      .usage = "--teacher DIR --layers N,N... --output DIR [OPTION]... FILE...",
      .description =
          "Makes a small encoder from a large one: on lines of plain text, or the texts of .jsonl files, the student "
          "learns\n"
          "to give the teacher's vectors for the same pieces. The student starts with the named layers of the teacher,\n"
          "or, with --hidden, at sizes of its own. The folder that it writes is a base for klinker train. After a break\n"
          "the same command goes on where it was and ends with the same weights.",
      .example =
          "  klinker distill --teacher e5 --layers 0,2,4,6,8,11 --steps 5000 --threads 8 texts.txt.zst -o small\n"
          "  klinker distill --teacher small --layers 1,3,5 --hidden 192 --heads 6 --intermediate 768 texts.txt.zst -o tiny",
  });
  const auto size = [](std::int64_t missing) { return po::value<std::int64_t>()->value_name("N")->default_value(missing); };
  command.options().add_options()("teacher", po::value<std::string>()->value_name("DIR")->required(),
                                  "the encoder to learn from")(
      "layers", po::value<std::string>()->value_name("N,N...")->required(),
      "the teacher's layer, from 0, that each layer of the student shall match")(
      "student", po::value<std::string>()->value_name("DIR"), "go on with this student instead of a fresh one")(
      "hidden", size(0), "size of the student's vectors; 0: the teacher's")(
      "heads", size(6), "attention heads of a student with --hidden")("intermediate", size(768),
                                                                      "inner size of its feed-forward layers");
  tools::add_language_options(command.options(), 5e-4);
  return command.run(argc, argv, distill_command);
}
