#include <filesystem>
#include <iostream>

#include "command.h"
#include "klinker/corpus/json.h"
#include "klinker/corpus/line_sample.h"
#include "klinker/nn/prune_vocabulary.h"
#include "models.h"
#include "output_folder.h"

using namespace klinker;

namespace {

namespace fs = std::filesystem;
namespace po = tools::po;

std::optional<TensorType> type_of(const std::string& name) {
  if (name == "keep") return std::nullopt;
  if (name == "f16") return TensorType::f16;
  if (name == "f32") return TensorType::f32;
  throw Error(ErrorCode::usage, "--type is f16, f32 or keep, not " + name);
}

// With --jsonl lines are records, unless sample_lines has read them as such.
std::vector<std::string> read_texts(const po::variables_map& arguments) {
  std::vector<std::string> files = {"-"};
  if (arguments.count("input")) files = arguments["input"].as<std::vector<std::string>>();
  const LineSampleOptions sample = {.limit = arguments["max-texts"].as<std::size_t>()};
  if (!arguments.count("jsonl")) return sample_lines(files, sample);
  RecordParser parser;
  std::vector<std::string> texts;
  for (const std::string& file : files) {
    const bool are_texts = file.find(".jsonl") != std::string::npos;
    for (std::string& line : sample_lines({file}, sample)) {
      if (are_texts) {
        texts.push_back(std::move(line));
        continue;
      }
      const Record record = parser.parse(line);
      if (record.error()) throw Error(record.error()->code(), file + ": " + record.error()->what());
      texts.push_back(record.text());
    }
  }
  return texts;
}

std::string to_json(const PrunedVocabulary& result) {
  const auto per_word = [&](std::uint64_t pieces) {
    std::string out;
    append_json_number(out, static_cast<double>(pieces) / static_cast<double>(result.words));
    return out;
  };
  return "{\"rows_before\":" + std::to_string(result.rows_before) + ",\"rows\":" + std::to_string(result.rows) +
         ",\"words\":" + std::to_string(result.words) + ",\"pieces_per_word_before\":" + per_word(result.pieces_before) +
         ",\"pieces_per_word\":" + per_word(result.pieces) + "}\n";
}

int prune(const po::variables_map& arguments) {
  const auto model = arguments["model"].as<std::string>();
  VocabularyPruning pruning;
  pruning.model = fs::exists(model) ? model : tools::find_model(model);
  pruning.size = arguments["size"].as<std::size_t>();
  pruning.type = type_of(arguments["type"].as<std::string>());
  tools::OutputFolder output(arguments["output"].as<std::string>(), false);
  pruning.output = output.part().string();
  const PrunedVocabulary result = prune_vocabulary(pruning, read_texts(arguments));
  output.finish();
  std::cout << to_json(result);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "prune-vocab",
      .summary = KLINKER_SUMMARY,
      .usage = "--model DIR --output DIR --size N [OPTION]... [FILE]...",
      .description =
          "Makes a smaller model for one language out of one for many: keeps the N pieces of its tokenizer that spare the\n"
          "given texts most pieces, with their rows of the embeddings. Special pieces and the single characters of Dutch\n"
          "stay whatever the texts say; all else of the model stays as it is. FILE holds a text a line, or is a .jsonl\n"
          "file; gzip and zstd are recognised. The same files and options give the same model.\n"
          "\n"
          "Reads a folder with config.json, model.safetensors and tokenizer.json (Unigram or WordPiece) or vocab.txt. How "
          "many\n"
          "pieces a word of these texts takes before and after goes to standard output as JSON.",
      .example = "  klinker prune-vocab --model multilingual-e5-small --output e5-nl --size 18000 text.txt.gz",
  });
  const auto text = [] { return po::value<std::string>(); };
  command.options().add_options()("model,m", text()->value_name("DIR")->required(), "the model to start from")(
      "output,o", text()->value_name("DIR")->required(), "the model folder to write")(
      "size", po::value<std::size_t>()->value_name("N")->required(), "how many pieces to keep, special ones among them")(
      "jsonl", "lines are records with \"text\", whatever the name of the file")(
      "max-texts", po::value<std::size_t>()->value_name("N")->default_value(1'000'000),
      "take a sample where there are more")("type", text()->value_name("NAME")->default_value("keep"),
                                            "of the weights: f16, f32 or keep");
  return command.run(argc, argv, prune);
}
