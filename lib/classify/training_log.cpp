#include "klinker/classify/training_log.h"

#include "klinker/corpus/json.h"
#include "klinker/corpus/text_file.h"
#include "text/json_reader.h"

namespace klinker {
namespace {

constexpr double kHuge = 1e300;
constexpr std::string_view kDev = "dev_";

std::size_t count(const JsonObject& line, const char* key) {
  return static_cast<std::size_t>(line.integer(key, 0, 1LL << 60));
}

double number(const JsonObject& line, const char* key) { return line.number(key, -kHuge, kHuge, 0); }

// The members of a line.
class Line {
 public:
  void integer(const char* key, std::size_t value) { begin(key) += std::to_string(value); }
  void number(std::string_view key, double value, int decimals) { append_json_number(begin(key), value, decimals); }
  void boolean(const char* key, bool value) { begin(key) += value ? "true" : "false"; }
  std::string close() { return out_ + "}"; }

 private:
  std::string& begin(std::string_view key) {
    out_ += out_.size() > 1 ? "," : "";
    append_json_string(out_, key);
    return out_ += ':';
  }

  std::string out_ = "{";
};

EpochMetrics epoch_of(const JsonObject& line) {
  EpochMetrics out = {.epoch = count(line, "epoch"),
                      .step = count(line, "step"),
                      .learning_rate = number(line, "learning_rate"),
                      .train_loss = number(line, "train_loss"),
                      .dev_loss = number(line, "dev_loss"),
                      .best = line.boolean("best", false),
                      .seconds = number(line, "seconds")};
  for (const auto field : line.raw()) {
    double value = 0;
    if (field.key.starts_with(kDev) && field.key != "dev_loss" && field.value.get(value) == simdjson::SUCCESS)
      out.dev.emplace_back(field.key.substr(kDev.size()), value);
  }
  return out;
}

}  // namespace

void TrainingLog::read(std::string_view lines, const std::string& where) {
  for_each_line(lines, [&](std::string_view text, std::size_t line_number) {
    const JsonDocument document(text, line_place(where, line_number));
    const JsonObject line = document.root();
    if (line.has("train_loss")) epochs.push_back(epoch_of(line));
    else
      steps.push_back({.step = count(line, "step"),
                       .epoch = count(line, "epoch"),
                       .loss = number(line, "loss"),
                       .learning_rate = number(line, "learning_rate"),
                       .examples_per_second = number(line, "examples_per_second")});
  });
}

std::string to_json(const StepMetrics& metrics) {
  Line line;
  line.integer("step", metrics.step);
  line.integer("epoch", metrics.epoch);
  line.number("loss", metrics.loss, 5);
  line.number("learning_rate", metrics.learning_rate, 9);
  line.number("examples_per_second", metrics.examples_per_second, 1);
  return line.close();
}

std::string to_json(const EpochMetrics& metrics) {
  Line line;
  line.integer("epoch", metrics.epoch);
  line.integer("step", metrics.step);
  line.number("learning_rate", metrics.learning_rate, 9);
  line.number("train_loss", metrics.train_loss, 5);
  line.number("dev_loss", metrics.dev_loss, 5);
  for (const auto& [name, value] : metrics.dev) line.number(std::string(kDev) + name, value, 4);
  line.number("seconds", metrics.seconds, 2);
  line.boolean("best", metrics.best);
  return line.close();
}

}  // namespace klinker
