#include <algorithm>

#include "command.h"
#include "klinker/classify/explanation.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/corpus/json.h"
#include "klinker/tokenize/tokenizer.h"
#include "models.h"

using namespace klinker;

namespace {

constexpr const char* kHateful = "hateful";

struct Detector {
  TextClassifier classifier;
  Tokenizer tokenizer;
  ModelInfo info;       // with the threshold that was asked for
  std::size_t hateful;  // the place of its score
};

Detector make_detector(const tools::po::variables_map& arguments) {
  TokenizerOptions tokens;
  tokens.profile = TokenizerProfile::social;
  Detector detector = {TextClassifier::load(tools::find_model(arguments["model"].as<std::string>())), Tokenizer(tokens), {}, 0};
  detector.info = detector.classifier.info();
  const auto& labels = detector.info.labels;
  if (std::find(labels.begin(), labels.end(), kHateful) == labels.end())
    throw Error(ErrorCode::usage, "this model has no label hateful; use klinker classify for other models");
  detector.info.positive = kHateful;
  detector.hateful = detector.info.index_of(kHateful);
  if (arguments.count("threshold")) detector.info.threshold = arguments["threshold"].as<double>();
  if (!(detector.info.threshold >= 0 && detector.info.threshold <= 1)) throw Error(ErrorCode::usage, "--threshold is from 0 to 1");
  return detector;
}

std::string explanation_json(const Detector& detector, std::string_view text, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  std::string out = "[";
  for (const Explanation& word : explain(detector.classifier, detector.tokenizer, text, detector.hateful)) {
    const Span span = offsets.from_bytes(word.span);
    if (out.size() > 1) out += ',';
    out += "{\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end) + ",\"weight\":";
    append_json_number(out, word.weight);
    out += '}';
  }
  return out + "]";
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "hate-speech",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description = "Says of each message whether it attacks people because of a protected characteristic (hateful) or not\n"
                     "(not_hateful), with a calibrated probability of hate. Rude is not hateful, and neither is speech against hate.\n"
                     "Plain text comes out as label, score and text, separated by tabs; with --jsonl each record gets \"label\" and\n"
                     "\"score\", with --explain \"explanation\": how much each word raises the score.\n\n"
                     "It is often wrong: read the card of the model before use. It can bring messages to a moderator; it must not\n"
                     "decide about people.",
      .example = "  klinker hate-speech --jsonl --explain --threads 8 messages.jsonl.zst -o scored.jsonl.zst",
  });
  command.options().add_options()("model,m", tools::po::value<std::string>()->value_name("DIR")->default_value("hate-speech-nl"),
                                  "a model folder, or the name of a shipped model")(
      "threshold", tools::po::value<double>()->value_name("P"), "hateful from this score on; the model's own where not given")(
      "explain", "add what each word does to the score");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const bool explained = arguments.count("explain") > 0;
    if (explained && !batch.jsonl) throw Error(ErrorCode::usage, "--explain needs --jsonl");
    const auto detector = std::make_shared<const Detector>(make_detector(arguments));
    return [detector, explained, jsonl = batch.jsonl, unit = tools::offset_unit(arguments)] {
      return [=](std::span<Record* const> records) {
        std::vector<std::string_view> texts;
        for (const Record* record : records) texts.push_back(record->text());
        const std::vector<Prediction> predictions = detector->classifier.predict(texts);
        for (std::size_t i = 0; i < records.size(); ++i) {
          const std::vector<double>& scores = predictions[i].scores;
          const bool hateful = answer(detector->info, scores) == detector->hateful;
          std::string score;
          append_json_number(score, scores[detector->hateful]);
          const std::string label = hateful ? kHateful : "not_hateful";
          if (!jsonl) {
            records[i]->print(label + "\t" + score + "\t" + records[i]->text());
            continue;
          }
          records[i]->set("label", json_string(label));
          records[i]->set("score", score);
          if (explained) records[i]->set("explanation", explanation_json(*detector, texts[i], unit));
        }
      };
    };
  });
}
