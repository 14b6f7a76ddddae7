#include "command.h"
#include "klinker/classify/tagger.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"
#include "models.h"

using namespace klinker;

namespace {

struct Reader {
  Tagger tagger;
  Tokenizer tokenizer;
  OffsetUnit unit;
  bool jsonl;
};

std::string spans_json(const std::vector<TaggedSpan>& spans, std::string_view text, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  std::string out = "[";
  for (const TaggedSpan& tagged : spans) {
    const Span span = offsets.from_bytes(tagged.span);
    if (out.size() > 1) out += ',';
    out += "{\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end) + ",\"label\":";
    append_json_string(out, tagged.label);
    out += ",\"score\":";
    append_json_number(out, tagged.score);
    out += '}';
  }
  return out + "]";
}

// One line for each entity: label, score, words.
std::string lines(const std::vector<TaggedSpan>& spans, std::string_view text) {
  std::string out;
  for (const TaggedSpan& tagged : spans) {
    out += tagged.label + "\t";
    append_json_number(out, tagged.score);
    (out += "\t") += tagged.span.of(text);
    out += '\n';
  }
  return out + "\n";
}

// A sentence of known words; an empty one is no word and stays O.
void write_tags(Record& record, const std::vector<std::string>& tags) {
  std::vector<std::string> all;
  std::size_t next = 0;
  for (const std::string& token : record.tokens()) all.push_back(token.empty() ? "O" : tags[next++]);
  record.set("tags", json_array(all));
}

void tag(const Reader& reader, std::span<Record* const> records) {
  std::vector<std::vector<std::string>> sentences;
  std::vector<std::string_view> texts;
  for (const Record* record : records) {
    if (record->has_text()) texts.push_back(record->text());
    if (!record->has_tokens()) continue;
    sentences.push_back(record->tokens());
    std::erase(sentences.back(), "");
  }
  const std::vector<Tagging> taggings = reader.tagger.tag(sentences);
  const std::vector<std::vector<TaggedSpan>> spans = reader.tagger.tag(texts, reader.tokenizer);
  std::size_t sentence = 0, text = 0;
  for (Record* const record : records) {
    if (record->has_tokens()) write_tags(*record, taggings[sentence++].tags);
    if (!record->has_text()) continue;
    const std::vector<TaggedSpan>& found = spans[text++];
    if (reader.jsonl) record->set("spans", spans_json(found, record->text(), reader.unit));
    else record->print_exactly(lines(found, record->text()));
  }
}

TokenizerProfile profile(const std::string& name) {
  if (name == "standard") return TokenizerProfile::standard;
  if (name == "social") return TokenizerProfile::social;
  if (name == "clinical") return TokenizerProfile::clinical;
  throw Error(ErrorCode::usage, "--profile is standard, social or clinical, not " + name);
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "tag",
      .summary = KLINKER_SUMMARY,
      .usage = "--model DIR [OPTION]... [FILE|FOLDER]...",
      .description =
          "Finds what a model of the task token was trained to find: names, for instance. With --jsonl a record with "
          "\"text\"\n"
          "gets \"spans\", each with \"start\", \"end\", \"label\" and \"score\", the calibrated probability that exactly "
          "these words\n"
          "are one such thing; a record with \"tokens\" (a sentence) gets \"tags\", one for each token (BIO). Of plain text "
          "each\n"
          "line gives a line for every thing found (label, score and words, separated by tabs), then an empty line.",
      .example = "  klinker tag --model names --jsonl --threads 8 letters.jsonl.zst -o tagged.jsonl.zst",
  });
  command.options().add_options()("model,m", tools::po::value<std::string>()->value_name("DIR")->required(),
                                  "a model folder, or the name of a shipped model")(
      "profile", tools::po::value<std::string>()->value_name("NAME")->default_value("standard"),
      "how text is split into words: standard, social or clinical")(
      "bf16", "matrix products in bf16: faster where the processor has such instructions");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const auto reader = std::make_shared<const Reader>(
        Reader{Tagger::load(tools::find_model(arguments["model"].as<std::string>()), {.bf16 = arguments.count("bf16") > 0}),
               Tokenizer({.profile = profile(arguments["profile"].as<std::string>()), .abbreviations = ""}),
               tools::offset_unit(arguments), batch.jsonl});
    return [reader] { return [reader](std::span<Record* const> records) { tag(*reader, records); }; };
  });
}
