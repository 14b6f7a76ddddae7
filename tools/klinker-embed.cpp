#include <array>
#include <charconv>
#include <cmath>

#include "command.h"
#include "klinker/classify/embedder.h"
#include "klinker/error.h"
#include "models.h"

using namespace klinker;

namespace {

// With as many digits as it takes to read the same numbers again.
std::string json_array(const std::vector<float>& numbers) {
  std::string out = "[";
  std::array<char, 32> digits{};
  for (const float number : numbers) {
    if (out.size() > 1) out += ',';
    if (!std::isfinite(number)) throw Error(ErrorCode::invalid_model, "the model gives numbers that are not finite");
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
  }
  return out + "]";
}

EmbedderOptions options_of(const tools::po::variables_map& arguments) {
  EmbedderOptions options;
  if (arguments.count("pooling")) {
    const auto name = arguments["pooling"].as<std::string>();
    if (name != "mean" && name != "cls" && name != "max")
      throw Error(ErrorCode::usage, "--pooling is mean, cls or max, not " + name);
    options.pooling = name == "mean" ? Pooling::mean : name == "cls" ? Pooling::cls : Pooling::max;
  }
  if (arguments.count("normalize")) options.normalize = true;
  if (arguments.count("prefix")) options.prefix = arguments["prefix"].as<std::string>();
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "embed",
      .summary = KLINKER_SUMMARY,
      .usage = "--model DIR [OPTION]... [FILE|FOLDER]...",
      .description =
          "Gives each text a vector of an encoder: BERT, RoBERTa, XLM-R, DistilBERT or ELECTRA in the layout of the Hugging "
          "Face\n"
          "hub, or a model of klinker train. Plain text becomes a JSON array a line; with --jsonl each record gets\n"
          "\"embedding\":[NUMBER,...]. Settings that a folder of sentence-transformers has (pooling, length, normalisation, "
          "prompt)\n"
          "are followed unless options say otherwise.\n\n"
          "A text that is longer than the model reads is cut: what comes after the last piece that fits, or after 32 KiB, "
          "has\n"
          "no part in its vector.",
      .example = "  klinker embed --model multilingual-e5-small --prefix 'query: ' --normalize --jsonl questions.jsonl",
  });
  auto add = command.options().add_options();
  add("model,m", tools::po::value<std::string>()->value_name("DIR")->required(),
      "a model folder, or the name of a shipped model");
  add("pooling", tools::po::value<std::string>()->value_name("HOW"),
      "make a vector of those of the pieces: mean, cls (the first one) or max (by default as the folder says, else mean)");
  add("normalize", "give vectors of length 1");
  add("prefix", tools::po::value<std::string>()->value_name("TEXT"), "put TEXT before each text, as some models want");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const auto embedder = std::make_shared<const Embedder>(
        Embedder::load(tools::find_model(arguments["model"].as<std::string>()), options_of(arguments)));
    return [embedder, jsonl = batch.jsonl] {
      return [embedder, jsonl](std::span<Record* const> records) {
        std::vector<std::string_view> texts;
        for (const Record* record : records) texts.push_back(record->text());
        const auto vectors = embedder->embed(texts);
        for (std::size_t i = 0; i < records.size(); ++i) {
          if (jsonl) records[i]->set("embedding", json_array(vectors[i]));
          else records[i]->print(json_array(vectors[i]));
        }
      };
    };
  });
}
