#include "klinker/classify/metrics.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "klinker/corpus/json.h"
#include "klinker/error.h"

namespace klinker {
namespace {

constexpr std::size_t kBins = 10;
constexpr std::size_t kSamples = 1000;

using Confusion = std::vector<std::vector<std::size_t>>;

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::size_t given(const Confusion& confusion, std::size_t label) {
  std::size_t sum = 0;
  for (const auto& row : confusion) sum += row[label];
  return sum;
}

std::size_t support(const Confusion& confusion, std::size_t label) {
  std::size_t sum = 0;
  for (const std::size_t count : confusion[label]) sum += count;
  return sum;
}

double accuracy(const Confusion& confusion) {
  std::size_t right = 0, all = 0;
  for (std::size_t label = 0; label < confusion.size(); ++label) {
    right += confusion[label][label];
    all += support(confusion, label);
  }
  return ratio(right, all);
}

ClassMetrics class_metrics(const Confusion& confusion, std::size_t label) {
  ClassMetrics out;
  const std::size_t right = confusion[label][label];
  out.support = support(confusion, label);
  const std::size_t answers = given(confusion, label);
  out.precision = ratio(right, answers);
  out.recall = ratio(right, out.support);
  out.f1 = ratio(2 * right, answers + out.support);
  return out;
}

Interval percentiles(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
  };
  return {at(0.025), at(0.975)};
}

// The standard distributions differ between libraries; this does not.
std::size_t draw(std::mt19937_64& random, std::size_t size) {
  return static_cast<std::size_t>(static_cast<double>(random() >> 11) * 0x1.0p-53 * static_cast<double>(size));
}

void bootstrap(std::span<const std::size_t> gold, std::span<const std::size_t> answers, std::uint64_t seed, Evaluation& out) {
  std::mt19937_64 random(seed);
  std::vector<double> f1, right;
  const std::size_t labels = out.confusion.size();
  for (std::size_t sample = 0; sample < kSamples; ++sample) {
    Confusion confusion(labels, std::vector<std::size_t>(labels));
    for (std::size_t i = 0; i < gold.size(); ++i) {
      const std::size_t record = draw(random, gold.size());
      ++confusion[gold[record]][answers[record]];
    }
    f1.push_back(macro_f1(confusion));
    right.push_back(accuracy(confusion));
  }
  out.macro_f1_interval = percentiles(std::move(f1));
  out.accuracy_interval = percentiles(std::move(right));
}

void calibrate(std::span<const std::size_t> gold, std::span<const std::size_t> answers, const Scores& scores, Evaluation& out) {
  out.reliability.assign(kBins, {});
  for (std::size_t i = 0; i < gold.size(); ++i) {
    const double confidence = scores[i][answers[i]];
    const auto bin = std::min(static_cast<std::size_t>(std::clamp(confidence, 0.0, 1.0) * kBins), kBins - 1);
    out.reliability[bin].records += 1;
    out.reliability[bin].confidence += confidence;
    out.reliability[bin].accuracy += gold[i] == answers[i] ? 1.0 : 0.0;
  }
  for (ReliabilityBin& bin : out.reliability) {
    if (bin.records == 0) continue;
    out.expected_calibration_error += std::abs(bin.accuracy - bin.confidence) / static_cast<double>(gold.size());
    bin.confidence /= static_cast<double>(bin.records);
    bin.accuracy /= static_cast<double>(bin.records);
  }
}

}  // namespace

double macro_f1(const Confusion& confusion) {
  double sum = 0;
  std::size_t present = 0;
  for (std::size_t label = 0; label < confusion.size(); ++label) {
    if (support(confusion, label) + given(confusion, label) == 0) continue;
    sum += class_metrics(confusion, label).f1;
    ++present;
  }
  return present == 0 ? 0.0 : sum / static_cast<double>(present);
}

Evaluation evaluate(std::span<const std::size_t> gold, std::span<const std::size_t> answers, const Scores& scores,
                    std::size_t labels, std::uint64_t seed) {
  if (gold.empty()) throw Error(ErrorCode::wrong_value, "there are no records to evaluate on");
  if (gold.size() != answers.size() || gold.size() != scores.size())
    throw Error(ErrorCode::wrong_value, "an evaluation needs one label, one answer and one row of scores for each record");
  Evaluation out;
  out.records = gold.size();
  out.confusion.assign(labels, std::vector<std::size_t>(labels));
  for (std::size_t i = 0; i < gold.size(); ++i) {
    if (gold[i] >= labels || answers[i] >= labels || scores[i].size() != labels)
      throw Error(ErrorCode::wrong_value, "record " + std::to_string(i + 1) + " of an evaluation has a label out of range");
    ++out.confusion[gold[i]][answers[i]];
  }
  out.accuracy = accuracy(out.confusion);
  out.macro_f1 = macro_f1(out.confusion);
  for (std::size_t label = 0; label < labels; ++label) out.classes.push_back(class_metrics(out.confusion, label));
  calibrate(gold, answers, scores, out);
  bootstrap(gold, answers, seed, out);
  return out;
}

std::string to_json(const Evaluation& evaluation, const std::vector<std::string>& labels) {
  std::string out = "{\n";
  const auto number = [&](const char* key, double value) {
    ((out += "  \"") += key) += "\": ";
    append_json_number(out, value);
    out += ",\n";
  };
  const auto interval = [&](const char* key, Interval value) {
    ((out += "  \"") += key) += "\": [";
    append_json_number(out, value.low);
    out += ", ";
    append_json_number(out, value.high);
    out += "],\n";
  };
  out += "  \"records\": " + std::to_string(evaluation.records) + ",\n";
  number("accuracy", evaluation.accuracy);
  interval("accuracy_interval", evaluation.accuracy_interval);
  const auto present = std::count_if(evaluation.classes.begin(), evaluation.classes.end(),
                                     [](const ClassMetrics& metrics) { return metrics.support > 0; });
  if (present > 1) {  // over a single label it would say nothing
    number("macro_f1", evaluation.macro_f1);
    interval("macro_f1_interval", evaluation.macro_f1_interval);
  } else {
    out += "  \"macro_f1\": null,\n";
  }
  number("expected_calibration_error", evaluation.expected_calibration_error);
  out += "  \"classes\": {";
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const ClassMetrics& metrics = evaluation.classes[i];
    out += i > 0 ? ",\n    " : "\n    ";
    append_json_string(out, labels[i]);
    out += ": {\"precision\": ";
    append_json_number(out, metrics.precision);
    out += ", \"recall\": ";
    append_json_number(out, metrics.recall);
    out += ", \"f1\": ";
    append_json_number(out, metrics.f1);
    out += ", \"support\": " + std::to_string(metrics.support) + "}";
  }
  out += "\n  },\n  \"confusion\": [";  // rows: truth, columns: answer, both in the order of "classes"
  for (std::size_t gold = 0; gold < evaluation.confusion.size(); ++gold) {
    out += gold > 0 ? ", [" : "[";
    for (std::size_t answer = 0; answer < evaluation.confusion.size(); ++answer)
      out += (answer > 0 ? ", " : "") + std::to_string(evaluation.confusion[gold][answer]);
    out += ']';
  }
  return out + "]\n}\n";
}

}  // namespace klinker
