#include "command.h"
#include "klinker/corpus/json.h"
#include "klinker/text/table.h"
#include "klinker/tokenize/tokenizer.h"

using namespace klinker;

namespace {

TokenizerProfile profile(const std::string& name) {
  if (name == "standard") return TokenizerProfile::standard;
  if (name == "social") return TokenizerProfile::social;
  if (name == "clinical") return TokenizerProfile::clinical;
  throw Error(ErrorCode::usage, "--profile is standard, social or clinical, not " + name);
}

void append_span(std::string& out, Span span) {
  out += "\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end);
}

std::string to_json(std::string_view text, const Tokenization& result, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  std::string out = "[";
  for (const Sentence& sentence : result.sentences) {
    if (out.size() > 1) out += ',';
    out += '{';
    append_span(out, offsets.from_bytes(sentence.span));
    out += ",\"tokens\":[";
    for (std::size_t i = sentence.first_token; i < sentence.last_token; ++i) {
      const Token& token = result.tokens[i];
      out += i > sentence.first_token ? ",{" : "{";
      append_span(out, offsets.from_bytes(token.span));
      out += ",\"text\":";
      append_json_string(out, token.span.of(text));
      ((out += ",\"type\":\"") += name(token.type)) += "\"}";
    }
    out += "]}";
  }
  return out += ']';
}

// One sentence a line, tokens separated by a space.
std::string to_lines(std::string_view text, const Tokenization& result) {
  std::string out;
  for (const Sentence& sentence : result.sentences) {
    if (sentence.first_token > 0) out += '\n';
    for (std::size_t i = sentence.first_token; i < sentence.last_token; ++i) {
      if (i > sentence.first_token) out += ' ';
      out += result.tokens[i].span.of(text);
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "tokenize",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description = "Splits Dutch text into words and sentences. Plain text comes out one sentence a line, tokens separated by a\n"
                     "space; with --jsonl each record gets \"sentences\" with tokens, their places and types. Nothing of the text is\n"
                     "changed or lost. Without FILE, or with -, standard input is read; gzip and zstd are recognised.",
      .example = "  echo \"'s Avonds kwam dr. Jansen langs. Hij bleef tot 22.30 uur.\" | klinker tokenize",
  });
  command.options().add_options()("profile", tools::po::value<std::string>()->value_name("NAME")->default_value("standard"),
                                  "standard, social (chat, posts) or clinical (records)")(
      "abbreviations", tools::po::value<std::string>()->value_name("FILE"),
      "a table of further abbreviations: form TAB follows (name, inside or any)");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    TokenizerOptions options;
    options.profile = profile(arguments["profile"].as<std::string>());
    if (arguments.count("abbreviations")) options.abbreviations = read_file(arguments["abbreviations"].as<std::string>());
    const auto tokenizer = std::make_shared<const Tokenizer>(options);
    return [tokenizer, unit = tools::offset_unit(arguments), jsonl = batch.jsonl] {
      return each([tokenizer, unit, jsonl, result = Tokenization()](Record& record) mutable {
        if (!record.has_text()) result = tokenizer->split_sentences(record.text(), record.token_spans());
        else tokenizer->tokenize(record.text(), result);
        if (jsonl) record.set("sentences", to_json(record.text(), result, unit));
        else record.print(to_lines(record.text(), result));
      });
    };
  });
}
