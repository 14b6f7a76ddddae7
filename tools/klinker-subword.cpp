#include "command.h"
#include "klinker/corpus/json.h"
#include "klinker/subword/subword_trainer.h"
#include "klinker/tokenize/subword_model.h"

using namespace klinker;

namespace {

namespace po = tools::po;

int train(int argc, char** argv) {
  tools::Command command({
      .name = "subword train",
      .summary = "learn a subword vocabulary",
      .usage = "--output FILE.model [OPTION]... FILE...",
      .description = "Learns the pieces that a neural model reads from plain text, one sentence a line, or the texts of .jsonl files,\n"
                     "and writes a SentencePiece model with byte fallback, so that no text is out of vocabulary. The same files and\n"
                     "options give the same model. gzip and zstd are recognised.",
      .example = "  klinker subword train --output nl.model --vocabulary 8000 chat.txt.gz parliament.txt",
  });
  command.options().add_options()("output,o", po::value<std::string>()->value_name("FILE")->required(), "the .model file to write")(
      "vocabulary", po::value<std::size_t>()->value_name("N")->default_value(8000), "how many pieces, 256 single bytes among them")(
      "algorithm", po::value<std::string>()->value_name("NAME")->default_value("unigram"), "unigram or bpe")(
      "normalization", po::value<std::string>()->value_name("NAME")->default_value("nmt_nfkc"),
      "identity, nmt_nfkc (one form of compatible characters), or nmt_nfkc_cf (and of case)")(
      "character-coverage", po::value<double>()->value_name("X")->default_value(0.9999, "0.9999"),
      "share of all characters that get a piece of their own; rarer ones are split into bytes")(
      "max-sentences", po::value<std::size_t>()->value_name("N")->default_value(2'000'000), "sample the lines where there are more")(
      "seed", po::value<std::uint64_t>()->value_name("N")->default_value(1), "of the sample")(
      "threads,t", po::value<unsigned>()->value_name("N")->default_value(1), "work on N threads");
  return command.run(argc, argv, [](const po::variables_map& arguments) {
    SubwordTraining training;
    if (arguments.count("input")) training.files = arguments["input"].as<std::vector<std::string>>();
    training.output = arguments["output"].as<std::string>();
    training.vocabulary = arguments["vocabulary"].as<std::size_t>();
    training.algorithm = arguments["algorithm"].as<std::string>();
    training.normalization = arguments["normalization"].as<std::string>();
    training.character_coverage = arguments["character-coverage"].as<double>();
    training.max_sentences = arguments["max-sentences"].as<std::size_t>();
    training.seed = arguments["seed"].as<std::uint64_t>();
    training.threads = arguments["threads"].as<unsigned>();
    train_subword_model(training);
    return 0;
  });
}

std::string join(const std::vector<std::string>& parts, const char* separator) {
  std::string out;
  for (const std::string& part : parts) (out += out.empty() ? "" : separator) += part;
  return out;
}

int encode(int argc, char** argv) {
  tools::Command command({
      .name = "subword encode",
      .summary = "split text into the pieces of a subword vocabulary",
      .usage = "--model FILE.model [OPTION]... [FILE|FOLDER]...",
      .description = "Splits text into pieces: plain text comes out as pieces separated by spaces, with --jsonl each record gets\n"
                     "\"pieces\" and \"ids\".",
      .example = "  echo 'Ik fiets naar huis.' | klinker subword encode --model nl.model",
  });
  command.options().add_options()("model,m", po::value<std::string>()->value_name("FILE")->required(), "a SentencePiece .model file");
  return command.run_batch(argc, argv, [](const po::variables_map& arguments, BatchOptions& batch) {
    const std::shared_ptr<const SubwordModel> model = SubwordModel::load(arguments["model"].as<std::string>());
    return [model, jsonl = batch.jsonl] {
      return each([model, jsonl](Record& record) {
        const std::vector<int> ids = model->encode(record.text());
        std::vector<std::string> pieces, numbers;
        for (const int id : ids) {
          pieces.push_back(jsonl ? json_string(model->piece(id)) : model->piece(id));
          numbers.push_back(std::to_string(id));
        }
        if (jsonl) {
          record.set("pieces", "[" + join(pieces, ",") + "]");
          record.set("ids", "[" + join(numbers, ",") + "]");
        } else {
          record.print(join(pieces, " "));
        }
      });
    };
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "train") return train(argc - 1, argv + 1);
  if (verb == "encode") return encode(argc - 1, argv + 1);
  tools::Command command({
      .name = "subword",
      .summary = KLINKER_SUMMARY,
      .usage = "train|encode [OPTION]... [FILE]...",
      .description = "Learns the pieces of words that neural models read (train), or splits text into them (encode). Each has its own\n"
                     "--help.",
      .example = "  klinker subword train --output nl.model --vocabulary 8000 text.txt\n"
                 "  klinker subword encode --model nl.model text.txt",
  });
  return command.run(argc, argv, [](const po::variables_map&) -> int {
    throw Error(ErrorCode::usage, "say what to do first: klinker subword train, or klinker subword encode");
  });
}
