#include "command.h"
#include "klinker/corpus/json.h"
#include "klinker/normalize/variety.h"

using namespace klinker;

namespace {

std::string to_json(const VarietyScores& scores) {
  constexpr float kShown = 0.0005f;
  std::string out = "{";
  for (std::size_t v = 0; v < kVarieties; ++v) {
    if (scores.probabilities[v] < kShown) continue;
    out += out.size() > 1 ? ",\"" : "\"";
    out += std::string(name(static_cast<Variety>(v))) + "\":";
    append_json_number(out, scores.probabilities[v], 3);
  }
  return out += '}';
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "variety",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description = "Says how a text is written: standard, chat, flemish, street, brabantian, limburgish, low_saxon, "
                     "zeelandic, west_flemish,\n"
                     "antwerp, clinical, evasive (spelling that dodges filters), historical (before 1947), or frisian, "
                     "which is another\n"
                     "language. Plain text comes out behind the likeliest variety and a tab. With --jsonl each record gets "
                     "\"variety\",\n"
                     "\"varieties\" (all of a probability that shows) and, with --sentences, \"sentences\".",
      .example = "  echo 'moar dat wait ik nait' | klinker variety",
  });
  command.options().add_options()("sentences", "each sentence of a record as well");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const auto identifier = std::make_shared<const VarietyIdentifier>();
    return [identifier, unit = tools::offset_unit(arguments), jsonl = batch.jsonl,
            sentences = arguments.count("sentences") > 0] {
      return each([identifier, unit, jsonl, sentences](Record& record) {
        const VarietiesOfText found = identifier->identify(record.text());
        const std::string best(name(found.scores.best()));
        if (!jsonl) return record.print(best + '\t' + record.text());
        record.set("variety", json_string(best));
        record.set("varieties", to_json(found.scores));
        if (!sentences) return;
        const OffsetMap offsets(record.text(), unit);
        std::string out = "[";
        for (const VarietyOfSentence& sentence : found.sentences) {
          const Span span = offsets.from_bytes(sentence.span);
          out += (out.size() > 1 ? ",{\"start\":" : "{\"start\":") + std::to_string(span.start) +
                 ",\"end\":" + std::to_string(span.end) + ",\"variety\":" + json_string(name(sentence.scores.best())) +
                 ",\"varieties\":" + to_json(sentence.scores) + '}';
        }
        record.set("sentences", out + ']');
      });
    };
  });
}
