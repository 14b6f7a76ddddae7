#include "command.h"
#include "klinker/corpus/json.h"
#include "klinker/tokenize/conllu.h"
#include "klinker/tokenize/detokenizer.h"
#include "klinker/tokenize/vertical.h"

using namespace klinker;

namespace {

std::vector<std::string_view> split_at_spaces(std::string_view line) {
  std::vector<std::string_view> tokens;
  for (std::size_t start = 0; (start = line.find_first_not_of(" \t", start)) != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(" \t", start), line.size());
    tokens.push_back(line.substr(start, end - start));
    start = end;
  }
  return tokens;
}

template <class Reader>
WorkerFactory restore_with() {
  return [] {
    return each([reader = Reader()](Record& record) mutable {
      std::string out;
      reader.read(record.text(), out);
      record.print_exactly(std::move(out));
    });
  };
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "detokenize",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description = "Gives text back from its tokens. From CoNLL-U and vertical text that klinker tokenize wrote comes the "
                     "document, byte\n"
                     "for byte; other programs' CoNLL-U keeps the spaces that it tells of. Plain text with a space between "
                     "tokens, and\n"
                     "the \"tokens\" of a record without \"text\", are put together by the rules of Dutch spelling.",
      .example = "  klinker tokenize --format conllu brief.txt | klinker detokenize --format conllu | cmp - brief.txt",
  });
  command.options().add_options()("format", tools::po::value<std::string>()->value_name("NAME"),
                                  "what is read: text (the default), conllu, vertical or, as with --jsonl, jsonl");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) -> WorkerFactory {
    const std::string format = arguments.count("format") ? arguments["format"].as<std::string>()
                               : batch.jsonl             ? "jsonl"
                                                         : "text";
    if (format != "text" && format != "conllu" && format != "vertical" && format != "jsonl")
      throw Error(ErrorCode::usage, "--format is text, conllu, vertical or jsonl, not " + format);
    if (batch.jsonl && format != "jsonl") throw Error(ErrorCode::usage, "--jsonl reads no " + format);
    batch.jsonl = format == "jsonl";
    if (format == "conllu" || format == "vertical") {
      batch.threads = 1;  // a line means what those before it make of it
      batch.errors_apart = true;
      return format == "conllu" ? restore_with<ConlluReader>() : restore_with<VerticalReader>();
    }
    const auto detokenizer = std::make_shared<const Detokenizer>();
    return [detokenizer, jsonl = batch.jsonl] {
      return each([detokenizer, jsonl](Record& record) {
        if (!jsonl) {
          record.print(detokenizer->detokenize(split_at_spaces(record.text())));
        } else if (!record.has_text()) {
          const std::vector<std::string_view> tokens(record.tokens().begin(), record.tokens().end());
          record.set("text", json_string(detokenizer->detokenize(tokens)));
        }
      });
    };
  });
}
