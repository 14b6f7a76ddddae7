#include <charconv>

#include "command.h"
#include "klinker/corpus/json.h"
#include "klinker/subword/subword_trainer.h"
#include "klinker/text/offset_map.h"
#include "klinker/tokenize/subword_model.h"

using namespace klinker;

namespace {

namespace po = tools::po;

int train(int argc, char** argv) {
  tools::Command command({
      .name = "subword train",
      .summary = "learn a subword vocabulary",
      .usage = "--output FILE.model [OPTION]... FILE...",
      .description =
          "Learns the pieces that a neural model reads from plain text, one sentence a line, or the texts of .jsonl files,\n"
          "and writes a SentencePiece model with byte fallback, so that no text is out of vocabulary. The same files and\n"
          "options give the same model. gzip and zstd are recognised.",
      .example = "  klinker subword train --output nl.model --vocabulary 8000 chat.txt.gz parliament.txt",
  });
  command.options().add_options()("output,o", po::value<std::string>()->value_name("FILE")->required(),
                                  "the .model file to write")("vocabulary",
                                                              po::value<std::size_t>()->value_name("N")->default_value(8000),
                                                              "how many pieces, 256 single bytes among them")(
      "algorithm", po::value<std::string>()->value_name("NAME")->default_value("unigram"), "unigram or bpe")(
      "normalization", po::value<std::string>()->value_name("NAME")->default_value("nmt_nfkc"),
      "identity, nmt_nfkc (one form of compatible characters), or nmt_nfkc_cf (and of case)")(
      "character-coverage", po::value<double>()->value_name("X")->default_value(0.9999, "0.9999"),
      "share of all characters that get a piece of their own; rarer ones are split into bytes")(
      "max-sentences", po::value<std::size_t>()->value_name("N")->default_value(2'000'000),
      "sample the lines where there are more")("seed", po::value<std::uint64_t>()->value_name("N")->default_value(1),
                                               "of the sample")(
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

std::shared_ptr<const SubwordModel> load_model(const po::variables_map& arguments) {
  return SubwordModel::load(arguments["model"].as<std::string>());
}

constexpr const char* kModelHelp =
    "a SentencePiece .model, a tokenizer.json, vocab.json (with merges.txt), vocab.txt, or a folder with one";

// The fields of a record: what stands in arrays of the same length, and the places.
void write_pieces(Record& record, const SubwordModel& model, const SubwordEncoding& pieces, bool special_tokens,
                  OffsetUnit unit) {
  const OffsetMap map(record.text(), unit);
  std::string texts = "[", ids = "[", offsets = "[", special = "[";
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0)
      for (std::string* const list : {&texts, &ids, &offsets, &special}) *list += ',';
    append_json_string(texts, model.piece(pieces.ids[i]));
    ids += std::to_string(pieces.ids[i]);
    const Span span = map.from_bytes(pieces.spans[i]);
    ((((offsets += '[') += std::to_string(span.start)) += ',') += std::to_string(span.end)) += ']';
    special += pieces.special[i] ? '1' : '0';
  }
  record.set("pieces", texts += ']');
  record.set("ids", ids += ']');
  record.set("offsets", offsets += ']');
  if (special_tokens) record.set("special", special += ']');
}

int encode(int argc, char** argv) {
  tools::Command command({
      .name = "subword encode",
      .summary = "split text into the pieces of a subword vocabulary",
      .usage = "--model FILE|FOLDER [OPTION]... [FILE|FOLDER]...",
      .description =
          "Splits text into pieces: plain text comes out as pieces separated by spaces, with --jsonl each record gets\n"
          "\"pieces\", \"ids\" and \"offsets\" (where each piece begins and ends in the text; 0 and 0 for a piece that\n"
          "stands for nothing in it), and with --special-tokens \"special\" (1 for a token that was put around the text).",
      .example = "  echo 'Ik fiets naar huis.' | klinker subword encode --model nl.model",
  });
  command.options().add_options()("model,m", po::value<std::string>()->value_name("FILE")->required(), kModelHelp)(
      "special-tokens", "put the model's special tokens around the text")(
      "max-pieces", po::value<std::size_t>()->value_name("N")->default_value(0, "no limit"),
      "leave out the end of a text with more pieces, special tokens among them");
  return command.run_batch(argc, argv, [](const po::variables_map& arguments, BatchOptions& batch) {
    const auto model = load_model(arguments);
    SubwordOptions options;
    options.special_tokens = arguments.count("special-tokens") > 0;
    options.max_pieces = arguments["max-pieces"].as<std::size_t>();
    return [model, options, jsonl = batch.jsonl, unit = tools::offset_unit(arguments)] {
      const auto encoder = std::make_shared<SubwordEncoder>(model);
      return each([encoder, options, jsonl, unit, pieces = SubwordEncoding()](Record& record) mutable {
        encoder->encode(record.text(), options, pieces);
        if (jsonl) return write_pieces(record, encoder->model(), pieces, options.special_tokens, unit);
        std::string line;
        for (const int id : pieces.ids) (line += line.empty() ? "" : " ") += encoder->model().piece(id);
        record.print(std::move(line));
      });
    };
  });
}

// The numbers of a JSON array, or of a line of plain text.
std::vector<int> read_ids(std::string_view text) {
  std::vector<int> ids;
  const auto fail = [] {
    throw Error(ErrorCode::wrong_value, "ids must be whole numbers with spaces or commas between them");
  };
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  for (std::size_t at = 0; (at = text.find_first_not_of(" ,\t", at)) != std::string_view::npos;) {
    int id = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), id);
    at = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || (at < text.size() && text.find_first_of(" ,\t", at) != at)) fail();
    ids.push_back(id);
  }
  return ids;
}

int decode(int argc, char** argv) {
  tools::Command command({
      .name = "subword decode",
      .summary = "put pieces of a subword vocabulary together again",
      .usage = "--model FILE|FOLDER [OPTION]... [FILE|FOLDER]...",
      .description =
          "Reads lines of ids separated by spaces and writes the text that they stand for; with --jsonl each record with\n"
          "\"ids\" gets \"decoded\".",
      .example = "  echo '312 1045 88' | klinker subword decode --model nl.model",
  });
  command.options().add_options()("model,m", po::value<std::string>()->value_name("FILE")->required(), kModelHelp)(
      "skip-special", "leave out special tokens");
  return command.run_batch(argc, argv, [](const po::variables_map& arguments, BatchOptions& batch) {
    return [model = load_model(arguments), skip = arguments.count("skip-special") > 0, jsonl = batch.jsonl] {
      return each([model, skip, jsonl](Record& record) {
        const auto field = record.field("ids");
        if (jsonl && !field) throw Error(ErrorCode::wrong_value, "the record has no \"ids\"");
        const std::vector<int> ids = read_ids(jsonl ? *field : std::string_view(record.text()));
        const std::string text = skip ? model->decode_without_special(ids) : model->decode(ids);
        if (jsonl) record.set("decoded", json_string(text));
        else record.print(text);
      });
    };
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "train") return train(argc - 1, argv + 1);
  if (verb == "encode") return encode(argc - 1, argv + 1);
  if (verb == "decode") return decode(argc - 1, argv + 1);
  tools::Command command({
      .name = "subword",
      .summary = KLINKER_SUMMARY,
      .usage = "train|encode|decode [OPTION]... [FILE]...",
      .description = "Learns the pieces of words that neural models read (train), splits text into them (encode), or puts "
                     "them together\n"
                     "again (decode). Each has its own --help.",
      .example = "  klinker subword train --output nl.model --vocabulary 8000 text.txt\n"
                 "  klinker subword encode --model nl.model text.txt",
  });
  return command.run(argc, argv, [](const po::variables_map&) -> int {
    throw Error(ErrorCode::usage, "say what to do first: klinker subword train, encode or decode");
  });
}
