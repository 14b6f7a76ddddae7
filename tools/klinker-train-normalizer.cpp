#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "command.h"
#include "klinker/corpus/line_sample.h"
#include "klinker/corpus/text_file.h"
#include "normalize/normalizer_trainer.h"
#include "text/json_reader.h"

using namespace klinker;

namespace {

namespace fs = std::filesystem;
namespace po = tools::po;

// "FILE=3" → the file and 3.
std::pair<std::string, unsigned> with_weight(const std::string& argument) {
  const std::size_t sign = argument.rfind('=');
  if (sign == std::string::npos) return {argument, 1};
  unsigned weight = 0;
  const auto [end, error] = std::from_chars(argument.data() + sign + 1, argument.data() + argument.size(), weight);
  if (error != std::errc() || end != argument.data() + argument.size() || weight == 0)
    throw Error(ErrorCode::usage, "the weight in " + argument + " is no number above 0");
  return {argument.substr(0, sign), weight};
}

NormalizerPair read_pair(std::string_view line, const std::string& place) {
  const JsonDocument document(line, place);
  const JsonObject root = document.root();
  return {variety(root.string("variety")), root.strings("tokens"), root.strings("norm")};
}

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) throw Error(ErrorCode::io, "cannot write " + path.string());
}

// A table keeps its head; its rows are new.
void write_table(const fs::path& path, const std::string& title, const std::string& columns, const std::string& rows) {
  write(
      path,
      "# title: " + title +
          "\n# source: learned by klinker train-normalizer from corpora/normalize, which was written for Klinker, and from\n"
          "# source: sentences of Tatoeba in Low Saxon and Dutch (CC BY 2.0 FR; single words and letters only)\n"
          "# licence: CC BY 4.0\n# columns: " +
          columns + "\n" + rows);
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "train-normalizer",
      .summary = KLINKER_SUMMARY,
      .usage = "--output FOLDER --words FILE... --text FILE[=WEIGHT]... --pairs FILE[=WEIGHT]...",
      .description =
          "Learns what the normaliser knows of Dutch and writes it to a folder: model.bin (the lexicon with frequencies and "
          "usual\n"
          "case, an n-gram model of words, and a model of varieties), rewrites.tsv (correspondences of letters) and\n"
          "reading-counts.tsv (how often a form stands for what). The first is compiled in from models/normalizer-nl, the "
          "tables\n"
          "from lib/normalize/tables. All files may be gzip or zstd. The same input gives the same bytes.",
      .example =
          "  klinker train-normalizer --output out --words words.txt --text debates.txt chat.txt=5 --pairs pairs.jsonl=5",
  });
  using Files = std::vector<std::string>;
  const auto files = [] { return po::value<Files>()->multitoken()->composing(); };
  command.options().add_options()("output", po::value<std::string>()->required()->value_name("FOLDER"),
                                  "where the three files go")("words", files()->value_name("FILE..."),
                                                              "words of standard Dutch in their usual case, one a line")(
      "text", files()->value_name("FILE[=WEIGHT]..."),
      "standard Dutch, one passage a line; each sentence counts WEIGHT times")(
      "pairs", files()->value_name("FILE[=WEIGHT]..."),
      "JSONL with \"variety\", \"tokens\" and \"norm\"; their standard side counts WEIGHT times as text")(
      "example", files()->value_name("VARIETY=FILE..."),
      "text of a variety, one passage a line, for telling varieties apart; standard too")(
      "max-bigrams", po::value<std::size_t>()->default_value(NormalizerTrainerOptions().max_bigrams)->value_name("N"),
      "of the n-gram model")(
      "max-trigrams", po::value<std::size_t>()->default_value(NormalizerTrainerOptions().max_trigrams)->value_name("N"),
      "of the n-gram model")("min-count",
                             po::value<std::size_t>()->default_value(NormalizerTrainerOptions().min_count)->value_name("N"),
                             "of a word of the text that is in no list of words")(
      "seed", po::value<std::uint64_t>()->default_value(1)->value_name("N"), "of the order of examples");
  return command.run(argc, argv, [](const po::variables_map& arguments) {
    NormalizerTrainerOptions options;
    options.max_bigrams = arguments["max-bigrams"].as<std::size_t>();
    options.max_trigrams = arguments["max-trigrams"].as<std::size_t>();
    options.min_count = arguments["min-count"].as<std::size_t>();
    options.seed = arguments["seed"].as<std::uint64_t>();
    NormalizerTrainer trainer(options);
    const auto each = [&](const char* option, auto&& use) {
      if (arguments.count(option))
        for (const std::string& argument : arguments[option].as<Files>()) use(argument);
    };
    each("words", [&](const std::string& path) {
      for (const std::string& line : sample_lines({path})) trainer.add_word(line);
    });
    each("text", [&](const std::string& argument) {
      const auto [path, weight] = with_weight(argument);
      const std::string text = read_text_file(path);
      for_each_line(text, [&, weight = weight](std::string_view line, std::size_t) { trainer.add_text(line, weight); });
    });
    each("example", [&](const std::string& argument) {
      const std::size_t sign = argument.find('=');
      if (sign == std::string::npos) throw Error(ErrorCode::usage, "--example takes VARIETY=FILE, not " + argument);
      const Variety of = variety(argument.substr(0, sign));
      for (const std::string& line : sample_lines({argument.substr(sign + 1)})) trainer.add_example(line, of);
    });
    each("pairs", [&](const std::string& argument) {
      const auto [path, weight] = with_weight(argument);
      const std::string text = read_text_file(path);
      for_each_line(text, [&, &path = path, weight = weight](std::string_view line, std::size_t number) {
        if (line.empty()) return;
        const std::string place = line_place(path, number);
        try {
          trainer.add_pair(read_pair(line, place), weight);
        } catch (const Error& error) {
          const std::string why = error.what();
          throw Error(error.code(), why.starts_with(place) ? why : place + ": " + why);
        }
      });
    });
    const TrainedNormalizer trained = trainer.train();
    const fs::path folder = arguments["output"].as<std::string>();
    fs::create_directories(folder);
    write(folder / "model.bin", trained.model);
    write_table(folder / "rewrites.tsv", "Letters of a variety and what they stand for", "variety from to cost",
                trained.rewrites);
    write_table(folder / "reading-counts.tsv", "How often a form of a variety stood for what",
                "variety form reading count kind", trained.reading_counts);
    std::cerr << trained.words << " words, " << trained.sentences << " sentences, "
              << static_cast<double>(trained.model.size()) / 1e6 << " MB\n";
    return 0;
  });
}
