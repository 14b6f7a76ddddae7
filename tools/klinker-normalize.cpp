#include "command.h"
#include "klinker/corpus/json.h"
#include "klinker/normalize/normalizer.h"
#include "klinker/text/table.h"

using namespace klinker;

namespace {

std::string to_json(std::string_view text, const std::vector<Edit>& edits, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  std::string out = "[";
  for (const Edit& edit : edits) {
    const Span span = offsets.from_bytes(edit.span);
    out += out.size() > 1 ? ",{" : "{";
    out += "\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end) + ",\"original\":";
    append_json_string(out, edit.span.of(text));
    out += ",\"replacement\":" + json_string(edit.replacement) + ",\"kind\":" + json_string(edit.kind) +
           ",\"variety\":" + json_string(edit.variety) + ",\"confidence\":";
    append_json_number(out, edit.confidence, 2);
    if (!edit.alternatives.empty()) out += ",\"alternatives\":" + json_array(edit.alternatives);
    out += '}';
  }
  return out += ']';
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "normalize",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description = "Rewrites chat, Flemish, street language and medical shorthand to standard Dutch. What is standard already stays as\n"
                     "it is. Plain text comes out rewritten; with --jsonl each record gets \"normalized\" and \"edits\": the place of each\n"
                     "change in the original, what it became, of which kind, and how sure that is. A record with \"tokens\" gets\n"
                     "\"norm\", as many items as tokens.",
      .example = "  echo 'kwil gwn ff naar huis' | klinker normalize",
  });
  command.options().add_options()("profile", tools::po::value<std::string>()->value_name("NAME")->default_value("auto"),
                                  "auto (look at the text), chat, flemish, street or clinical")(
      "table", tools::po::value<std::string>()->value_name("FILE"),
      "a table of further forms, which wins: form TAB replacement TAB kind TAB variety TAB ambiguous (y or -)");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    NormalizerOptions options;
    options.profile = normalizer_profile(arguments["profile"].as<std::string>());
    if (arguments.count("table")) options.table = read_file(arguments["table"].as<std::string>());
    const auto normalizer = std::make_shared<const Normalizer>(options);
    return [normalizer, unit = tools::offset_unit(arguments), jsonl = batch.jsonl] {
      return each([normalizer, unit, jsonl](Record& record) {
        if (record.has_tokens()) record.set("norm", json_array(normalizer->normalize(record.tokens())));
        if (!record.has_text()) return;
        Normalization result = normalizer->normalize(record.text());
        if (jsonl) {
          record.set("normalized", json_string(result.text));
          record.set("edits", to_json(record.text(), result.edits, unit));
        } else {
          record.print(std::move(result.text));
        }
      });
    };
  });
}
