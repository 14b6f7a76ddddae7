#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "command.h"
#include "klinker/classify/hate_speech_detector.h"
#include "klinker/classify/message_report.h"
#include "klinker/corpus/json.h"
#include "klinker/corpus/text_file.h"
#include "klinker/normalize/normalizer.h"
#include "klinker/text/table.h"
#include "models.h"
#include "report_file.h"

using namespace klinker;

namespace {

constexpr const char* kNotHateful = "not_hateful";
constexpr const char* kModel = "hate-speech-nl";
constexpr const char* kEncoder = "hate-speech-encoder-nl";
constexpr const char* kNone = "none";
constexpr double kEncoderFrom = 0.05;
// Of the two shipped models; set on corpora/hate-speech/dev.jsonl and harmless lines of debates.
constexpr double kThresholdOfBoth = 0.5, kEncoderShare = 0.7;

struct Detector {
  HateSpeechDetector detector;
  double threshold = 0.5;      // of scores to which all models that there are have a say
  MessageReportFacts facts{};  // for --report
};

TextClassifier load(const std::string& model) {
  TextClassifier classifier = TextClassifier::load(tools::find_model(model), {.fastest = true});
  const auto& labels = classifier.labels();
  if (std::find(labels.begin(), labels.end(), HateSpeechDetector::kLabel) == labels.end())
    throw Error(ErrorCode::usage, model + " has no label hateful; use klinker classify for other models");
  return classifier;
}

std::optional<double> share(const tools::po::variables_map& arguments, const char* option) {
  if (!arguments.count(option)) return std::nullopt;
  const double value = arguments[option].as<double>();
  if (!(value >= 0 && value <= 1)) throw Error(ErrorCode::usage, std::string("--") + option + " is from 0 to 1");
  return value;
}

// The share of harmless texts that were called hateful when the shipped models were measured, by threshold.
std::vector<std::pair<double, double>> false_alarms() {
  std::vector<std::pair<double, double>> alarms;
  const std::string path = tools::find_model(kEncoder) + "/false-alarms.tsv";
  const std::string table = read_text_file(path);
  for (const TableRow& row : parse_table(table, 2, path)) {
    const auto read = [&](std::size_t column, double& value) {
      const std::string_view text = row.columns[column];
      if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        throw Error(ErrorCode::invalid_table, path + ", line " + std::to_string(row.line) + ": no number");
    };
    auto& [threshold, alarm] = alarms.emplace_back();
    read(0, threshold);
    read(1, alarm);
  }
  return alarms;
}

// The lowest threshold that had so few false alarms.
double threshold_for(double share) {
  for (const auto& [threshold, alarm] : false_alarms())
    if (alarm <= share) return threshold;
  throw Error(ErrorCode::usage, "no threshold has so few false alarms");
}

Detector make_detector(const tools::po::variables_map& arguments) {
  const std::string model = arguments["model"].as<std::string>();
  // The shipped models belong together; another one stands alone where nothing else is said.
  std::string encoder = model == kModel ? kEncoder : kNone;
  if (arguments.count("encoder")) encoder = arguments["encoder"].as<std::string>();
  CascadeOptions options;
  options.from = share(arguments, "encoder-from").value_or(kEncoderFrom);
  if (encoder != kNone && !arguments.count("as-written"))
    options.rewrite = [normalizer = std::make_shared<const Normalizer>()](std::string_view text) {
      return normalizer->normalize(text).text;
    };
  if (model == kModel && encoder == kEncoder) {
    options.threshold = kThresholdOfBoth;
    options.second_share = kEncoderShare;
  }
  std::optional<TextClassifier> second;
  if (encoder != kNone) second = load(encoder);
  std::optional<double> threshold = share(arguments, "threshold");
  const bool as_measured =
      model == kModel && encoder == kEncoder && !arguments.count("encoder-from") && !arguments.count("as-written");
  if (const auto alarms = share(arguments, "max-false-alarms")) {
    if (threshold) throw Error(ErrorCode::usage, "--threshold and --max-false-alarms exclude each other");
    if (!as_measured)
      throw Error(ErrorCode::usage,
                  "--max-false-alarms is known of the shipped models only, as they are used where nothing else is said");
    threshold = threshold_for(*alarms);
  }
  TextClassifier first = load(model);
  MessageReportFacts facts;
  facts.models.push_back(first.info());
  if (second) {
    facts.models.push_back(second->info());
    facts.second_from = options.from;
  }
  if (as_measured && arguments.count("report")) facts.false_alarms = false_alarms();
  const double own_threshold =
      options.threshold.value_or(facts.models.back().threshold_of(facts.models.back().index_of(HateSpeechDetector::kLabel)));
  return {HateSpeechDetector(std::move(first), std::move(second), options, threshold), threshold.value_or(own_threshold),
          std::move(facts)};
}

// {"start":…,"end":…,"NAME":…}
std::string place_json(Span bytes, const OffsetMap& offsets, const char* name, double value) {
  const Span span = offsets.from_bytes(bytes);
  std::string out =
      "{\"start\":" + std::to_string(span.start) + ",\"end\":" + std::to_string(span.end) + ",\"" + name + "\":";
  append_json_number(out, value);
  return out + "}";
}

void set_aspects(Record& record, const HateSpeechAspects& aspects) {
  const auto or_null = [](const std::string& word) { return word.empty() ? "null" : json_string(word); };
  std::string offensive;
  append_json_number(offensive, aspects.offensive);
  record.set("category", json_string(aspects.category));
  record.set("offensive", offensive);
  record.set("target", or_null(aspects.target));
  record.set("mode", or_null(aspects.mode));
}

void set_sentences(Record& record, const HateSpeechDetector& detector, std::string_view text, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  const std::vector<ScoredSentence> sentences = detector.sentences(text);
  std::string all;
  for (const ScoredSentence& each : sentences)
    all += (all.empty() ? "" : ",") + place_json(each.span, offsets, "score", each.score);
  record.set("sentences", "[" + all + "]");
  const auto worst =
      std::max_element(sentences.begin(), sentences.end(), [](const auto& a, const auto& b) { return a.score < b.score; });
  record.set("worst", worst == sentences.end() ? "null" : place_json(worst->span, offsets, "score", worst->score));
}

void set_explanation(Record& record, const HateSpeechDetector& detector, const HateSpeechAnswer& answer,
                     std::string_view text, OffsetUnit unit) {
  const OffsetMap offsets(text, unit);
  std::string all;
  for (const Explanation& word : detector.explain(answer, text))
    all += (all.empty() ? "" : ",") + place_json(word.span, offsets, "weight", word.weight);
  record.set("explanation", "[" + all + "]");
  if (!answer.hate.read_as.empty()) record.set("normalized", json_string(answer.hate.read_as));
}

// What people say: "gold", or "label" unless that is an earlier answer of this command, which brings a score.
std::optional<bool> judgement(const Record& record) {
  std::optional<std::string_view> value = record.field("gold");
  if (!value && !record.field("score")) value = record.field("label");
  if (value == json_string(HateSpeechDetector::kLabel)) return true;
  return value == json_string(kNotHateful) ? std::optional(false) : std::nullopt;
}

ReportedMessage reported(const Record& record, const HateSpeechAnswer& answer) {
  ReportedMessage message{.text = record.text(),
                          .file = record.place().file,
                          .number = record.place().document,
                          .score = answer.hate.score,
                          .hateful = answer.hateful,
                          .asked_both = answer.hate.asked_both,
                          .gold = judgement(record)};
  if (answer.aspects) {
    message.target = answer.aspects->target;
    message.category = answer.aspects->category;
    message.mode = answer.aspects->mode;
  }
  for (const char* field : {"date", "time", "created_at"})
    if (const auto value = record.field(field); value && !message.day) message.day = day_of(*value);
  return message;
}

// The page of --report, written when the records are; nothing without that option.
std::shared_ptr<MessageReport> make_report(const tools::po::variables_map& arguments, tools::Command& command,
                                           const std::shared_ptr<const Detector>& detector) {
  if (!arguments.count("report")) return nullptr;
  const auto report = std::make_shared<MessageReport>(MessageReportOptions{.threshold = detector->threshold});
  command.at_end([report, detector, file = std::make_shared<tools::ReportFile>(arguments)](const BatchSummary& run) {
    MessageReportFacts facts = detector->facts;
    facts.failed = run.failed;
    const auto explain_shown = [&](std::string_view text, bool asked_both) {
      return detector->detector.explain({.hate = {.asked_both = asked_both}}, text);
    };
    file->write(report->page(facts, explain_shown), !run.interrupted);
  });
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  tools::Command command({
      .name = "hate-speech",
      .summary = KLINKER_SUMMARY,
      .usage = "[OPTION]... [FILE|FOLDER]...",
      .description =
          "Says of each message whether it attacks people because of a protected characteristic (hateful) or not\n"
          "(not_hateful), with a probability of hate. Rude is not hateful, and neither is speech against hate.\n"
          "Plain text comes out as label, score and text, separated by tabs; with --jsonl each record gets \"label\" and\n"
          "\"score\", with --explain \"explanation\": how much each word, as it is written, raises the score, and "
          "\"normalized\" where the\n"
          "text was read as something else. Beside it stand \"category\" (hateful, offensive or neutral), \"offensive\" "
          "(the\n"
          "probability of coarse words, at whomever) and, of hateful messages, \"target\" (what people are attacked for) "
          "and\n"
          "\"mode\" (explicit or implicit). --sentences adds \"sentences\", each with its own score, and \"worst\", the one "
          "with "
          "the\n"
          "highest: in a long text one hateful sentence drowns.\n\n"
          "A fast model settles what is clearly harmless. The rest is normalised (see klinker normalize) and goes to an "
          "encoder too.\n\n"
          "It is often wrong: read the card of the model before use. It can bring messages to a moderator; it must not\n"
          "decide about people.",
      .example = "  klinker hate-speech --jsonl --explain --threads 8 messages.jsonl.zst -o scored.jsonl.zst",
  });
  command.options().add_options()("model,m", tools::po::value<std::string>()->value_name("DIR")->default_value(kModel),
                                  "a model folder, or the name of a shipped model")(
      "encoder", tools::po::value<std::string>()->value_name("DIR"),
      "a second model, for what the first is not sure of; none for none (hate-speech-encoder-nl beside hate-speech-nl)")(
      "encoder-from", tools::po::value<double>()->value_name("P"),
      "the first model's score from which the second is asked (0.05)")(
      "threshold", tools::po::value<double>()->value_name("P"),
      "hateful from this score on; the model's own where not given")(
      "max-false-alarms", tools::po::value<double>()->value_name("P"),
      "the lowest threshold at which at most this share of debates, of news and of chat was called hateful")(
      "as-written", "do not normalise what goes on to the second model")("explain", "add what each word does to the score")(
      "sentences", "add the score of each sentence, and the worst");
  tools::add_report_option(command.options(),
                           "also write an HTML page about all messages: rates, scores, and the 200 with the highest ones");
  return command.run_batch(argc, argv, [&command](const tools::po::variables_map& arguments, BatchOptions& batch) {
    const bool explained = arguments.count("explain") > 0, split = arguments.count("sentences") > 0;
    if ((explained || split) && !batch.jsonl)
      throw Error(ErrorCode::usage, std::string(explained ? "--explain" : "--sentences") + " needs --jsonl");
    const auto detector = std::make_shared<const Detector>(make_detector(arguments));
    const auto report = make_report(arguments, command, detector);
    return [detector, explained, split, report, jsonl = batch.jsonl, unit = tools::offset_unit(arguments)] {
      return [=](std::span<Record* const> records) {
        std::vector<std::string_view> texts;
        for (const Record* record : records) texts.push_back(record->text());
        const std::vector<HateSpeechAnswer> answers = detector->detector.predict(texts);
        std::vector<ReportedMessage> messages;
        for (std::size_t i = 0; i < records.size(); ++i) {
          std::string score;
          append_json_number(score, answers[i].hate.score);
          const std::string label = answers[i].hateful ? HateSpeechDetector::kLabel : kNotHateful;
          if (report) messages.push_back(reported(*records[i], answers[i]));
          if (!jsonl) {
            records[i]->print(label + "\t" + score + "\t" + records[i]->text());
            continue;
          }
          records[i]->set("label", json_string(label));
          records[i]->set("score", score);
          if (answers[i].aspects) set_aspects(*records[i], *answers[i].aspects);
          if (split) set_sentences(*records[i], detector->detector, texts[i], unit);
          if (explained) set_explanation(*records[i], detector->detector, answers[i], texts[i], unit);
        }
        if (report) report->add(messages);
      };
    };
  });
}
