#include "klinker/nn/model_info.h"

#include <algorithm>

#include "klinker/corpus/json.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

constexpr double kHuge = 1e15;
constexpr double kLeastTemperature = 1e-3, kMostTemperature = 1e3;

// A member of an object, one a line, so that klinker.json can be read and compared.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string indent) : indent_(std::move(indent)) {}

  void raw(const char* key, const std::string& json) {
    out_ += out_.empty() ? "\n" : ",\n";
    ((out_ += indent_ + "  \"") += key) += "\": " + json;
  }
  void string(const char* key, const std::string& value) { raw(key, json_string(value)); }
  void integer(const char* key, std::size_t value) { raw(key, std::to_string(value)); }
  void number(const char* key, double value) {
    std::string json;
    append_json_number(json, value, 6);
    raw(key, json);
  }
  void strings(const char* key, const std::vector<std::string>& values) {
    std::string json = "[";
    for (const std::string& value : values) {
      if (json.size() > 1) json += ", ";
      append_json_string(json, value);
    }
    raw(key, json + "]");
  }
  void numbers(const char* key, const std::vector<double>& values) {
    std::string json = "[";
    for (const double value : values) {
      if (json.size() > 1) json += ", ";
      append_json_number(json, value, 6);
    }
    raw(key, json + "]");
  }
  template <typename Item, typename Write>
  void objects(const char* key, const std::vector<Item>& items, const Write& write) {
    std::string json = "[";
    for (const Item& item : items) {
      ObjectWriter member(indent_ + "    ");
      write(member, item);
      json += (json.size() > 1 ? ",\n" : "\n") + indent_ + "    " + member.close();
    }
    raw(key, json + (items.empty() ? "]" : "\n" + indent_ + "  ]"));
  }
  std::string close() const { return "{" + out_ + "\n" + indent_ + "}"; }

 private:
  std::string indent_;
  std::string out_;
};

// Text in a cell of a Markdown table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string number(double value, int decimals = 4) {
  std::string out;
  append_json_number(out, value, decimals);
  return out;
}

std::vector<double> numbers(const JsonObject& object, const char* key, double least, double most) {
  std::vector<double> out;
  simdjson::dom::array items;
  if (object.raw()[key].get(items) != simdjson::SUCCESS) object.fail(key, "must be an array of numbers");
  for (const simdjson::dom::element item : items) {
    double value = 0;
    if (item.get(value) != simdjson::SUCCESS || !(value >= least && value <= most))
      object.fail(key, "must hold numbers from " + number(least, 3) + " to " + number(most, 3));
    out.push_back(value);
  }
  return out;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

std::string ModelInfo::to_json() const {
  ObjectWriter out("");
  out.string("name", name);
  out.string("task", task);
  out.strings("labels", labels);
  out.string("positive", positive);
  out.number("threshold", threshold);
  if (!thresholds.empty()) out.numbers("thresholds", thresholds);
  out.number("temperature", temperature);
  if (!temperatures.empty()) out.numbers("temperatures", temperatures);
  out.string("licence", licence);
  out.objects("training_data", training_data, [](ObjectWriter& member, const TrainingSource& source) {
    member.string("name", source.name);
    member.string("file", source.file);
    member.string("licence", source.licence);
    member.string("note", source.note);
    member.integer("records", source.records);
  });
  out.objects("metrics", measurements, [](ObjectWriter& member, const Measurement& measurement) {
    member.string("metric", measurement.metric);
    member.number("value", measurement.value);
    if (measurement.low < measurement.high) {
      member.number("low", measurement.low);
      member.number("high", measurement.high);
    }
    member.string("data", measurement.data);
    member.integer("records", measurement.records);
    member.string("command", measurement.command);
  });
  out.strings("notes", notes);
  return out.close() + "\n";
}

ModelInfo ModelInfo::from_json(const std::string& json, const std::string& where) {
  const JsonDocument document(json, where);
  const JsonObject root = document.root();
  ModelInfo info;
  info.name = root.string("name", "");
  info.task = root.string("task", info.task);
  if (root.has("labels")) info.labels = root.strings("labels");
  info.positive = root.string("positive", "");
  info.threshold = root.number("threshold", 0, 1, info.threshold);
  if (root.has("thresholds")) info.thresholds = numbers(root, "thresholds", 0, 1);
  info.temperature = root.number("temperature", kLeastTemperature, kMostTemperature, info.temperature);
  if (root.has("temperatures")) info.temperatures = numbers(root, "temperatures", kLeastTemperature, kMostTemperature);
  info.licence = root.string("licence", info.licence);
  for (const JsonObject& item : root.objects("training_data"))
    info.training_data.push_back({item.string("name"), item.string("file", ""), item.string("licence", ""),
                                  item.string("note", ""),
                                  static_cast<std::size_t>(item.integer("records", 0, 1LL << 60, 0))});
  for (const JsonObject& item : root.objects("metrics")) {
    const double value = item.number("value", -kHuge, kHuge);
    info.measurements.push_back({item.string("metric"), value, item.number("low", -kHuge, kHuge, value),
                                 item.number("high", -kHuge, kHuge, value), item.string("data", ""),
                                 static_cast<std::size_t>(item.integer("records", 0, 1LL << 60, 0)),
                                 item.string("command", "")});
  }
  if (root.has("notes")) info.notes = root.strings("notes");
  for (std::size_t i = 0; i < info.labels.size(); ++i)
    if (std::find(info.labels.begin(), info.labels.begin() + static_cast<std::ptrdiff_t>(i), info.labels[i]) !=
        info.labels.begin() + static_cast<std::ptrdiff_t>(i))
      root.fail("labels", "holds a label twice");
  if (!info.thresholds.empty() && info.thresholds.size() != info.labels.size())
    root.fail("thresholds", "must hold one for each label");
  if (!info.temperatures.empty() && info.temperatures.size() != info.labels.size())
    root.fail("temperatures", "must hold one for each label");
  if (!info.positive.empty() && std::find(info.labels.begin(), info.labels.end(), info.positive) == info.labels.end())
    root.fail("positive", "is not one of the labels");
  return info;
}

std::size_t ModelInfo::index_of(const std::string& label) const {
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found == labels.end()) {
    std::string known;
    for (const std::string& each : labels) known += (known.empty() ? "" : ", ") + each;
    // The label comes from data and could be anything, so it is not repeated.
    throw Error(ErrorCode::wrong_value, "a label is not one of the model's: " + known);
  }
  return static_cast<std::size_t>(found - labels.begin());
}

double ModelInfo::threshold_of(std::size_t label) const { return label < thresholds.size() ? thresholds[label] : threshold; }

double ModelInfo::temperature_of(std::size_t label) const {
  return label < temperatures.size() ? temperatures[label] : temperature;
}

void ModelInfo::add(Measurement measurement) {
  for (Measurement& known : measurements)
    if (known.metric == measurement.metric && known.data == measurement.data) {
      known = std::move(measurement);
      return;
    }
  measurements.push_back(std::move(measurement));
}

std::string ModelInfo::card() const {
  const std::string use = task == "token"     ? "token-classification"
                          : task == "encoder" ? "feature-extraction"
                                              : "text-classification";
  std::string out =
      "---\nlanguage: nl\nlicense: " + lower(licence) + "\nlibrary_name: klinker\npipeline_tag: " + use + "\n---\n\n";
  out += "# " + (name.empty() ? "A model for Dutch" : name) + "\n\n";
  for (const std::string& note : notes) out += note + "\n\n";
  if (!labels.empty()) out += "## Labels\n\n";
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::string& label = labels[i];
    out += "- `" + label + "`";
    if (i < thresholds.size()) out += ", given when its calibrated probability is at least " + number(thresholds[i]);
    if (i < temperatures.size()) out += " (temperature " + number(temperatures[i], 3) + ")";
    if (label == positive) out += ", given when its calibrated probability is at least " + number(threshold);
    out += "\n";
  }
  if (!labels.empty())
    out += "\nScores are probabilities, calibrated with " +
           (temperatures.empty() ? "the temperature " + number(temperature, 3) : "the temperature of each label") +
           " (Guo et al. 2017).\n\n";
  if (!training_data.empty()) {
    out += "## Training data\n\n| source | licence | records | use |\n|---|---|---:|---|\n";
    for (const TrainingSource& source : training_data)
      out += "| " + cell(source.name) + " | " + cell(source.licence) + " | " + std::to_string(source.records) + " | " +
             cell(source.note) + " |\n";
    out += "\n";
  }
  if (!measurements.empty()) {
    out +=
        "## Figures\n\nIntervals are 95 % bootstrap intervals over the records.\n\n"
        "| metric | value | interval | data | records | command |\n|---|---:|---|---|---:|---|\n";
    for (const Measurement& m : measurements)
      out += "| " + cell(m.metric) + " | " + number(m.value) + " | " +
             (m.low < m.high ? number(m.low) + " to " + number(m.high) : "") + " | " + cell(m.data) + " | " +
             std::to_string(m.records) + " | `" + cell(m.command) + "` |\n";
    out += "\n";
  }
  out += "The licence of the weights is " + (licence.empty() ? std::string("not stated") : licence) + ".\n";
  return out;
}

}  // namespace klinker
