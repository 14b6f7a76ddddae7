#include "command.h"
#include "klinker/corpus/byte_stream.h"
#include "klinker/text/table.h"
#include "tokenize/count.h"
#include "tokenize/output.h"

using namespace klinker;
using namespace klinker::tools;

namespace {

constexpr std::size_t kWindow = 1u << 20;  // bytes of a line or paragraph that are held at once

TokenizerProfile profile(const std::string& name) {
  if (name == "standard") return TokenizerProfile::standard;
  if (name == "social") return TokenizerProfile::social;
  if (name == "clinical") return TokenizerProfile::clinical;
  throw Error(ErrorCode::usage, "--profile is standard, social or clinical, not " + name);
}

std::string choice(const po::variables_map& arguments, const std::string& option, const std::string& otherwise) {
  return arguments.count(option) ? arguments[option].as<std::string>() : otherwise;
}

Format format(const std::string& name) {
  if (name == "text") return Format::text;
  if (name == "jsonl") return Format::jsonl;
  if (name == "conllu") return Format::conllu;
  if (name == "vertical") return Format::vertical;
  throw Error(ErrorCode::usage, "--format is text, jsonl, conllu or vertical, not " + name);
}

// "url=URL,number=0"
std::map<std::string, std::string> replacements(const std::string& list, const Tokenizer& tokenizer) {
  std::map<std::string, std::string> result;
  for (std::size_t start = 0; start < list.size();) {
    const std::size_t end = std::min(list.find(',', start), list.size());
    const std::string item = list.substr(start, end - start);
    const std::size_t equals = item.find('=');
    const std::string type = item.substr(0, equals);
    bool known = false;
    for (int i = 0; i < 256; ++i) known |= tokenizer.type_name(static_cast<TokenType>(i)) == type;
    if (equals == std::string::npos || !known)
      throw Error(ErrorCode::usage, "--replace is TYPE=TEXT,TYPE=TEXT with types of tokens, not " + item);
    result[type] = item.substr(equals + 1);
    start = end + 1;
  }
  return result;
}

// Where to end a part of a line or paragraph that is too long: before a sentence with so much behind its beginning that it
// does begin there; else between words; else the whole window, since it is one endless word.
std::size_t cut(std::string_view window, const TextReader& reader) {
  constexpr std::size_t kSeen = 256;
  Tokenization result;
  reader.read(window, result);
  for (std::size_t i = result.sentences.size(); i-- > 1;)
    if (const std::size_t start = result.sentences[i].span.start; start + kSeen <= window.size()) return start;
  for (std::size_t i = result.tokens.size(); i-- > 1;)
    if (result.tokens[i].span.start > result.tokens[i - 1].span.end) return result.tokens[i].span.start;
  return window.size();
}

void add_options(po::options_description& options) {
  const auto text = [] { return po::value<std::string>(); };
  options.add_options()("profile", text()->value_name("NAME")->default_value("standard"),
                        "standard, social (chat, posts) or clinical (records)")(
      "abbreviations", text()->value_name("FILE"),
      "a table of further abbreviations: form TAB follows (name, inside or any)")(
      "patterns", text()->value_name("FILE"), "a table of tokens of your own: regular expression (RE2) TAB type")(
      "format", text()->value_name("NAME"),
      "text (one sentence a line), jsonl, conllu or vertical; the default is text, and jsonl with --jsonl")(
      "document", text()->value_name("UNIT"),
      "of plain text, a line or a whole file is one document, in which sentences run over line ends; the default is file "
      "for conllu and vertical, else line")(
      "paragraphs", "show paragraphs, which blank lines end: an empty line in text, \"paragraphs\" in jsonl")(
      "quotations", "show quotations: <q> in vertical, \"quotations\" in jsonl")(
      "pretokenized", "words are known: what white space separates; in plain text a line is then a sentence")(
      "sentence-per-line", "sentences are known: each line end ends one, and nothing else")(
      "sentences-only", "find sentences, not words: text comes out one sentence a line with its own spaces")(
      "lowercase", "write tokens in lower case")("no-punctuation", "leave out punctuation")(
      "replace", text()->value_name("LIST"), "write a word for all tokens of a type: url=URL,email=EMAIL,number=0")(
      "count", "show nothing but how many sentences, tokens, different tokens, and tokens of each type there are");
}

}  // namespace

int main(int argc, char** argv) {
  Command command({
      .name = "tokenize",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description =
          "Splits Dutch text into words and sentences. Plain text comes out one sentence a line, tokens separated by a\n"
          "space; with --jsonl each record gets \"sentences\" with tokens, their places and types. Nothing of the text is\n"
          "changed or lost. Without FILE, or with -, standard input is read; gzip and zstd are recognised.\n\n"
          "With --format conllu or vertical a file is a document and blank lines end its paragraphs; klinker detokenize\n"
          "gives it back byte for byte. Errors then go to standard error, or to --errors. Each line (or paragraph) is\n"
          "written as soon as it is complete, also from a pipe; one of more than 1 MB is cut at the end of a sentence.",
      .example = "  echo \"'s Avonds kwam dr. Jansen langs. Hij bleef tot 22.30 uur.\" | klinker tokenize",
  });
  add_options(command.options());
  const auto counts = std::make_shared<Counts>();
  bool counting = false;
  std::string output;
  const int status =
      command.run_batch(argc, argv, [&](const po::variables_map& arguments, BatchOptions& batch) -> WorkerFactory {
        const auto has = [&](const char* option) { return arguments.count(option) > 0; };
        TokenizerOptions options;
        options.profile = profile(arguments["profile"].as<std::string>());
        if (has("abbreviations")) options.abbreviations = read_file(arguments["abbreviations"].as<std::string>());
        if (has("patterns")) options.patterns = read_file(arguments["patterns"].as<std::string>());
        const auto tokenizer = std::make_shared<const Tokenizer>(options);

        OutputOptions show;
        show.format = format(choice(arguments, "format", batch.jsonl ? "jsonl" : "text"));
        show.json_input = batch.jsonl;
        show.unit = offset_unit(arguments);
        show.paragraphs = has("paragraphs");
        show.quotations = has("quotations");
        show.sentences_only = has("sentences-only");
        show.filter = {.lowercase = has("lowercase"),
                       .no_punctuation = has("no-punctuation"),
                       .replacements = replacements(choice(arguments, "replace", ""), *tokenizer)};
        const bool corpus = show.format == Format::conllu || show.format == Format::vertical;
        if (corpus && show.sentences_only)
          throw Error(ErrorCode::usage, "--sentences-only is for the formats text and jsonl");
        if (show.quotations && (show.format == Format::text || show.format == Format::conllu))
          throw Error(ErrorCode::usage, "--quotations is for the formats jsonl and vertical");

        const std::string document = choice(arguments, "document", corpus ? "file" : "line");
        if (document != "line" && document != "file")
          throw Error(ErrorCode::usage, "--document is line or file, not " + document);
        show.whole_files = document == "file" && !batch.jsonl;
        // A record of JSON cannot be written in parts.
        if (show.whole_files) batch.unit = show.format == Format::jsonl ? RecordUnit::file : RecordUnit::paragraph;
        const TextReader reader(tokenizer, has("pretokenized"), has("sentence-per-line"));
        if (!batch.jsonl && batch.unit != RecordUnit::file) {
          batch.max_record_bytes = std::min(batch.max_record_bytes, kWindow);
          batch.cut = [reader](std::string_view window) { return cut(window, reader); };
        }
        counting = has("count");
        output = batch.output;
        batch.printed = counting || show.format != Format::jsonl;
        batch.errors_apart = counting || corpus;
        return [=] {
          const std::shared_ptr<Counts::Part> part = counting ? counts->add_part(tokenizer) : nullptr;
          const TokenFilter filter(show.filter);
          return each([=, writer = OutputWriter(show, tokenizer), result = Tokenization()](Record& record) mutable {
            reader.read(record, result);
            if (!part) return writer.write(record, result);
            record.print_exactly("");
            if (filter.empty()) return part->add(record.text(), result);
            const FilteredText changed = filter.apply(record.text(), result, *tokenizer);
            part->add(changed.text, changed.tokenization);
          });
        };
      });
  if (!counting || status == 2) return status;
  const auto writer = open_writer(output);
  writer->write(counts->to_text());
  writer->finish(true);
  return status;
}
