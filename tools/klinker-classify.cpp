#include <simdjson.h>

#include "command.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"
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

void write(Record& record, const Prediction& prediction, const TextClassifier& classifier, bool jsonl) {
  const ModelInfo& info = classifier.info();
  const bool several = classifier.task() == Task::multilabel;
  if (jsonl) {
    if (several) record.set("labels", json_array(prediction.labels));
    else record.set("label", json_string(prediction.label));
    record.set("scores", scores_json(info.labels, prediction.scores));
    return;
  }
  std::string labels, scores;
  for (const std::string& label : several ? prediction.labels : std::vector<std::string>{prediction.label}) {
    labels += (labels.empty() ? "" : "|") + label;
    if (!scores.empty()) scores += '|';
    append_json_number(scores, prediction.scores[info.index_of(label)]);
  }
  record.print(labels + "\t" + scores + "\t" + record.text());
}

// Reads the strings of fields.
class FieldReader {
 public:
  std::string operator()(const Record& record, const char* name) {
    const auto json = record.field(name);
    if (!json)
      throw Error(ErrorCode::missing_text, std::string("the model reads pairs; there is no field \"") + name + "\"");
    std::string_view text;
    if (parser_.parse(std::string(*json)).get(text) != simdjson::SUCCESS)
      throw Error(ErrorCode::wrong_type, std::string("\"") + name + "\" must be a string");
    return std::string(text);
  }

 private:
  simdjson::dom::parser parser_;
};

Worker make_worker(const std::shared_ptr<const TextClassifier>& classifier, bool jsonl) {
  return [classifier, jsonl, field = std::make_shared<FieldReader>()](std::span<Record* const> records) {
    std::vector<std::string> seconds(records.size());
    std::vector<TextPair> pairs;
    std::vector<Record*> readable;
    for (std::size_t i = 0; i < records.size(); ++i) {
      try {
        if (classifier->task() == Task::pair) seconds[i] = (*field)(*records[i], "text_pair");
        pairs.push_back({records[i]->text(), seconds[i]});
        readable.push_back(records[i]);
      } catch (const Error& error) {
        records[i]->fail(error);
      }
    }
    const std::vector<Prediction> predictions = classifier->predict(pairs);
    for (std::size_t i = 0; i < readable.size(); ++i) write(*readable[i], predictions[i], *classifier, jsonl);
  };
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "classify",
      .summary = KLINKER_SUMMARY,
      .usage = "--model DIR [OPTION]... [FILE|FOLDER]...",
      .description =
          "Gives each text one label of a model that klinker train made, or that has the Hugging Face layout. Plain text "
          "comes out\n"
          "as label, score and text, separated by tabs; with --jsonl each record gets \"label\" and \"scores\", calibrated\n"
          "probabilities of all labels. A model of the task multilabel gives \"labels\", those whose score reaches their\n"
          "threshold; one of the task pair reads \"text\" and \"text_pair\".",
      .example = "  klinker classify --model topics --jsonl --threads 8 letters.jsonl.zst -o labelled.jsonl.zst",
  });
  command.options().add_options()("model,m", tools::po::value<std::string>()->value_name("DIR")->required(),
                                  "a model folder, or the name of a shipped model")(
      "bf16", "matrix products in bf16: faster where the processor has such instructions");
  return command.run_batch(argc, argv, [](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const auto classifier = std::make_shared<const TextClassifier>(TextClassifier::load(
        tools::find_model(arguments["model"].as<std::string>()), {.bf16 = arguments.count("bf16") > 0}));
    if (classifier->task() == Task::pair && !batch.jsonl)
      throw Error(ErrorCode::usage, "the model reads pairs of texts: records with \"text\" and \"text_pair\"; use --jsonl");
    return [classifier, jsonl = batch.jsonl] { return make_worker(classifier, jsonl); };
  });
}
