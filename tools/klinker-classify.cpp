#include "command.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/corpus/json.h"
#include "models.h"

using namespace klinker;

namespace {

std::string scores_json(const std::vector<std::string>& labels, const std::vector<double>& scores) {
  std::string out = "{";
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, labels[i]);
    out += ':';
    append_json_number(out, scores[i]);
  }
  return out + "}";
}

void write(Record& record, const Prediction& prediction, const ModelInfo& info, bool jsonl) {
  if (jsonl) {
    record.set("label", json_string(prediction.label));
    record.set("scores", scores_json(info.labels, prediction.scores));
    return;
  }
  std::string line = prediction.label + "\t";
  append_json_number(line, prediction.scores[info.index_of(prediction.label)]);
  record.print(line + "\t" + record.text());
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "classify",
      .summary = KLINKER_SUMMARY,
      .usage = "--model DIR [OPTION]... [FILE|FOLDER]...",
      .description = "Gives each text one label of a model that klinker train made. Plain text comes out as label, score and text,\n"
                     "separated by tabs; with --jsonl each record gets \"label\" and \"scores\", calibrated probabilities of all labels.",
      .example = "  klinker classify --model topics --jsonl --threads 8 letters.jsonl.zst -o labelled.jsonl.zst",
  });
  command.options().add_options()("model,m", tools::po::value<std::string>()->value_name("DIR")->required(),
                                  "a model folder, or the name of a shipped model");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const auto classifier = std::make_shared<const TextClassifier>(
        TextClassifier::load(tools::find_model(arguments["model"].as<std::string>())));
    return [classifier, jsonl = batch.jsonl] {
      return [classifier, jsonl](std::span<Record* const> records) {
        std::vector<std::string_view> texts;
        for (const Record* record : records) texts.push_back(record->text());
        const std::vector<Prediction> predictions = classifier->predict(texts);
        for (std::size_t i = 0; i < records.size(); ++i) write(*records[i], predictions[i], classifier->info(), jsonl);
      };
    };
  });
}
