#include "command.h"
#include "klinker/corpus/json.h"
#include "klinker/normalize/normalizer.h"
#include "klinker/text/table.h"

using namespace klinker;

namespace {

// Why an edit was made: the readings with their probability in context, and what the sentence looked like.
std::string to_json(const EditExplanation& explanation) {
  std::string out = ",\"why\":{\"options\":[";
  for (const EditExplanation::Option& option : explanation.options) {
    if (out.back() == '}') out += ',';
    out += "{\"text\":" + json_string(option.text) + ",\"prior\":";
    append_json_number(out, option.prior, 2);
    out += ",\"probability\":";
    append_json_number(out, option.probability, 3);
    out += '}';
  }
  out += "],\"varieties\":{";
  for (std::size_t v = 0; v < kVarieties; ++v) {
    if (explanation.varieties.probabilities[v] < 0.005f) continue;
    if (out.back() != '{') out += ',';
    out += json_string(name(static_cast<Variety>(v))) + ':';
    append_json_number(out, explanation.varieties.probabilities[v], 2);
  }
  return out += "}}";
}

// `original` and `span` of an edit are told by the caller: its places are bytes of a text, or tokens.
std::string to_json(const Edit& edit, Span span, std::string_view original, const EditExplanation* explanation) {
  std::string out = "{\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end) + ",\"original\":";
  append_json_string(out, original);
  out += ",\"replacement\":" + json_string(edit.replacement) + ",\"kind\":" + json_string(edit.kind) +
         ",\"variety\":" + json_string(edit.variety) + ",\"confidence\":";
  append_json_number(out, edit.confidence, 2);
  if (!edit.alternatives.empty()) out += ",\"alternatives\":" + json_array(edit.alternatives);
  if (!edit.reason.empty()) out += ",\"reason\":" + json_string(edit.reason);
  if (explanation) out += to_json(*explanation);
  return out += '}';
}

std::string to_json(std::string_view text, const Normalization& result, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  std::string out = "[";
  for (std::size_t e = 0; e < result.edits.size(); ++e) {
    const Edit& edit = result.edits[e];
    if (e > 0) out += ',';
    out += to_json(edit, offsets.from_bytes(edit.span), edit.span.of(text),
                   result.explanations.empty() ? nullptr : &result.explanations[e]);
  }
  return out += ']';
}

std::string to_json(const std::vector<std::string>& tokens, const std::vector<Edit>& edits) {
  std::string out = "[";
  for (const Edit& edit : edits) {
    std::string original;
    for (std::size_t t = edit.span.start; t < edit.span.end; ++t) original += (t > edit.span.start ? " " : "") + tokens[t];
    if (out.size() > 1) out += ',';
    out += to_json(edit, edit.span, original, nullptr);
  }
  return out += ']';
}

// For people: each change on a line of its own below the text.
std::string to_lines(std::string_view text, const Normalization& result) {
  std::string out = result.text;
  for (std::size_t e = 0; e < result.edits.size(); ++e) {
    const Edit& edit = result.edits[e];
    out += "\n  " + std::string(edit.span.of(text)) + " -> " + edit.replacement + "  (" + edit.kind + ", " + edit.variety;
    if (!edit.reason.empty()) out += ", because of: " + edit.reason;
    out += ')';
    for (const EditExplanation::Option& option : result.explanations[e].options) {
      out += "\n      ";
      append_json_number(out, option.probability, 3);
      out += "  " + option.text;
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "normalize",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description =
          "Rewrites chat, Flemish, street language, dialect, medical shorthand, evasive and old spelling to standard Dutch. "
          "What is\n"
          "standard already stays as it is. Plain text comes out rewritten; with --jsonl each record gets \"normalized\" "
          "and\n"
          "\"edits\": the place of each change in the original, what it became, of which kind, and how sure that is. A "
          "record\n"
          "with \"tokens\" gets \"norm\", as many items as tokens, and the places of its edits are counted in tokens.",
      .example = "  echo 'kwil gwn ff naar huis' | klinker normalize",
  });
  namespace po = tools::po;
  command.options().add_options()(
      "profile", po::value<std::string>()->value_name("NAME")->default_value("auto"),
      "auto (look at the text), chat, flemish, street, dialect, clinical, moderation or historical")(
      "table", po::value<std::string>()->value_name("FILE"),
      "a table of further forms, which wins: form TAB readings (between them \" | \") TAB kind TAB variety TAB ambiguous (y "
      "or -)")("weights", po::value<std::string>()->value_name("FILE"),
               "a table of other weights of the ranker: name TAB value")(
      "explain", "show the other readings of each place, and how likely they were")(
      "annotate-only", "list the edits and leave the text as it is");
  return command.run_batch(argc, argv, [](const po::variables_map& arguments, BatchOptions& batch) {
    NormalizerOptions options;
    options.profile = normalizer_profile(arguments["profile"].as<std::string>());
    if (arguments.count("table")) options.table = read_file(arguments["table"].as<std::string>());
    if (arguments.count("weights")) options.weights = read_file(arguments["weights"].as<std::string>());
    options.explain = arguments.count("explain") > 0;
    const auto normalizer = std::make_shared<const Normalizer>(options);
    return [normalizer, unit = tools::offset_unit(arguments), jsonl = batch.jsonl, explain = options.explain,
            annotate_only = arguments.count("annotate-only") > 0] {
      return each([=](Record& record) {
        if (record.has_tokens()) {
          const NormalizedTokens result = normalizer->normalize(record.tokens());
          record.set("norm", json_array(annotate_only ? record.tokens() : result.norm));
          if (!record.has_text()) record.set("edits", to_json(record.tokens(), result.edits));
        }
        if (!record.has_text()) return;
        Normalization result = normalizer->normalize(record.text());
        if (jsonl) {
          record.set("normalized",
                     json_string(annotate_only ? std::string_view(record.text()) : std::string_view(result.text)));
          record.set("edits", to_json(record.text(), result, unit));
        } else {
          if (annotate_only) result.text = record.text();
          record.print(explain ? to_lines(record.text(), result) : std::move(result.text));
        }
      });
    };
  });
}
