#include <iostream>

#include "klinker/nn/tensors.h"
#include "language_training.h"

using namespace klinker;

namespace {

namespace po = tools::po;

int pretrain_command(const po::variables_map& arguments) {
  LanguageTrainingOptions options = tools::language_options(arguments);
  const TensorType type = tools::weight_type(arguments);
  const ModelFolder base = tools::model_folder(arguments["base"].as<std::string>());
  const auto tokenizer = base.tokenizer();
  const PieceCorpus corpus = tools::language_corpus(arguments, *tokenizer);
  tools::OutputFolder output(arguments["output"].as<std::string>(), arguments.count("force") > 0, /*resume=*/true);
  options.state = output.file(tools::kStateFile);

  torch::manual_seed(options.seed);
  const auto model = Network::load(base, HeadKind::masked, 0);
  ModelInfo info = tools::card_of(arguments, output);
  const auto measure = [&](const char* when) {
    if (!arguments.count("held-out")) return;
    const double loss = masked_loss(*model, tools::language_corpus(arguments, *tokenizer, "held-out"), *tokenizer, options);
    std::cout << "{\"masked_loss_" << when << "\":" << loss << "}\n" << std::flush;
  };
  measure("before");
  tools::LanguageProgress progress(output.part().string(), arguments.count("quiet") > 0);
  pretrain(*model, corpus, *tokenizer, options, [&](const LanguageTrainingProgress& now) { progress(now); });
  progress.finish();
  measure("after");
  save_network(*model, {}, false, output.part().string(), type);
  tools::finish_language_model(base, output, info);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "pretrain",
      .summary = KLINKER_SUMMARY,
      .usage = "--base DIR --output DIR [OPTION]... FILE...",
      .description =
          "Goes on with the training of an encoder as a masked language model, on lines of plain text or the texts of\n"
          ".jsonl files: whole words are hidden and must be guessed. A base that has only config.json and a tokenizer\n"
          "starts from nothing. The folder that it writes is a base for klinker train. After a break the same command\n"
          "goes on where it was and ends with the same weights.",
      .example = "  klinker pretrain --base klinker-base-nl --steps 5000 --threads 8 letters.txt.zst -o my-base",
  });
  command.options().add_options()("base", po::value<std::string>()->value_name("DIR")->required(),
                                  "the encoder to start from");
  tools::add_language_options(command.options(), 3e-4);
  return command.run(argc, argv, pretrain_command);
}
