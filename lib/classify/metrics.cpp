#include "klinker/classify/metrics.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <random>

#include "intervals.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"

namespace klinker {
namespace {

constexpr std::size_t kBins = 10;
constexpr std::size_t kSamples = 1000;
constexpr std::size_t kSwaps = 5000;

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

// Outcomes added up.
class Totals {
 public:
  explicit Totals(std::size_t labels) : counts_(labels) {
    for (std::size_t i = 0; i < labels; ++i) counts_[i].label = i;
  }

  void add(const Outcome& outcome) {
    units_ += outcome.units;
    right_ += outcome.right;
    for (const LabelCounts& each : outcome.counts) {
      LabelCounts& sum = counts_[each.label];
      sum.right += each.right;
      sum.wrong += each.wrong;
      sum.missed += each.missed;
    }
  }

  double figure(std::string_view name) const {
    if (name == "accuracy") return ratio(right_, units_);
    if (name == "macro_f1") return macro_f1();
    if (name == "micro_f1" || name == "entity_f1") return all().f1();
    if (name == "entity_precision") return all().precision();
    if (name == "entity_recall") return all().recall();
    throw Error(ErrorCode::wrong_value,
                "there is no figure of this name; there are accuracy, macro_f1, micro_f1 and entity_f1");
  }

  const std::vector<LabelCounts>& counts() const { return counts_; }

 private:
  LabelCounts all() const {
    LabelCounts sum;
    for (const LabelCounts& each : counts_) {
      sum.right += each.right;
      sum.wrong += each.wrong;
      sum.missed += each.missed;
    }
    return sum;
  }
  double macro_f1() const {
    double sum = 0;
    std::size_t present = 0;
    for (const LabelCounts& each : counts_) {
      if (each.right + each.wrong + each.missed == 0) continue;
      sum += each.f1();
      ++present;
    }
    return present == 0 ? 0.0 : sum / static_cast<double>(present);
  }

  std::size_t units_ = 0, right_ = 0;
  std::vector<LabelCounts> counts_;
};

Totals add_up(std::span<const Outcome> outcomes, std::size_t labels) {
  Totals totals(labels);
  for (const Outcome& outcome : outcomes) totals.add(outcome);
  return totals;
}

void check(std::span<const Outcome> outcomes, std::size_t labels) {
  if (outcomes.empty()) throw Error(ErrorCode::wrong_value, "there are no records to evaluate on");
  for (const Outcome& outcome : outcomes)
    for (const LabelCounts& counts : outcome.counts)
      if (counts.label >= labels) throw Error(ErrorCode::wrong_value, "an evaluation has a label out of range");
}

std::string number(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

std::string json(Interval interval) { return "[" + number(interval.low) + ", " + number(interval.high) + "]"; }

std::string json(const std::vector<std::vector<std::size_t>>& confusion) {
  std::string out = "[";  // rows: truth, columns: answer, both in the order of "classes"
  for (const auto& row : confusion) {
    out += out.size() > 1 ? ", [" : "[";
    for (std::size_t i = 0; i < row.size(); ++i) out += (i > 0 ? ", " : "") + std::to_string(row[i]);
    out += ']';
  }
  return out + "]";
}

}  // namespace

double LabelCounts::precision() const { return ratio(right, right + wrong); }
double LabelCounts::recall() const { return ratio(right, right + missed); }
double LabelCounts::f1() const { return ratio(2 * right, 2 * right + wrong + missed); }

Outcome Outcome::of_label(std::size_t gold, std::size_t answer) {
  if (gold == answer) return {.right = 1, .counts = {{.label = gold, .right = 1}}};
  return {.counts = {{.label = gold, .missed = 1}, {.label = answer, .wrong = 1}}};
}

Outcome Outcome::of_labels(std::span<const std::size_t> gold, std::span<const std::size_t> answer) {
  Outcome out;
  std::vector<std::size_t> all;
  std::set_union(gold.begin(), gold.end(), answer.begin(), answer.end(), std::back_inserter(all));
  for (const std::size_t label : all) {
    const bool true_label = std::binary_search(gold.begin(), gold.end(), label);
    const bool given = std::binary_search(answer.begin(), answer.end(), label);
    out.counts.push_back({label, true_label && given, !true_label, !given});
  }
  out.right = std::equal(gold.begin(), gold.end(), answer.begin(), answer.end());
  return out;
}

Outcome Outcome::of_tags(const std::vector<std::string>& gold, const std::vector<std::string>& answer,
                         const std::vector<std::string>& types) {
  if (gold.size() != answer.size())
    throw Error(ErrorCode::wrong_value, "a sentence needs one tag and one answer for each word");
  Outcome out;
  out.units = gold.size();
  for (std::size_t i = 0; i < gold.size(); ++i) out.right += gold[i] == answer[i];
  std::map<std::string, LabelCounts> counts;
  const std::vector<Entity> in_gold = entities_of(gold), in_answer = entities_of(answer);
  const auto holds = [](const std::vector<Entity>& entities, const Entity& entity) {
    return std::find(entities.begin(), entities.end(), entity) != entities.end();
  };
  for (const Entity& entity : in_answer) ++(holds(in_gold, entity) ? counts[entity.type].right : counts[entity.type].wrong);
  for (const Entity& entity : in_gold) counts[entity.type].missed += !holds(in_answer, entity);
  for (auto& [type, count] : counts) {
    const auto found = std::find(types.begin(), types.end(), type);
    if (found == types.end()) throw Error(ErrorCode::wrong_value, "a tag's type is not one of the model's");
    count.label = static_cast<std::size_t>(found - types.begin());
    out.counts.push_back(count);
  }
  return out;
}

std::vector<std::string> headline_figures(Task task) {
  switch (task) {
    case Task::text:
    case Task::pair: return {"accuracy", "macro_f1"};
    case Task::multilabel: return {"micro_f1", "macro_f1", "accuracy"};
    case Task::token: return {"entity_f1", "entity_precision", "entity_recall", "macro_f1", "accuracy"};
  }
  throw Error(ErrorCode::internal, "a task without figures");
}

double figure(std::string_view name, std::span<const Outcome> outcomes, std::size_t labels) {
  return add_up(outcomes, labels).figure(name);
}

Calibration calibration(std::span<const ScoredAnswer> answers) {
  Calibration out;
  out.bins.assign(kBins, {});
  for (const ScoredAnswer& answer : answers) {
    const auto bin = std::min(static_cast<std::size_t>(std::clamp(answer.score, 0.0, 1.0) * kBins), kBins - 1);
    out.bins[bin].answers += 1;
    out.bins[bin].score += answer.score;
    out.bins[bin].right += answer.right ? 1.0 : 0.0;
  }
  for (ReliabilityBin& bin : out.bins) {
    if (bin.answers == 0) continue;
    out.expected_error += std::abs(bin.right - bin.score) / static_cast<double>(answers.size());
    bin.score /= static_cast<double>(bin.answers);
    bin.right /= static_cast<double>(bin.answers);
  }
  return out;
}

double Evaluation::value(std::string_view name) const {
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const Figure& each) { return each.name == name; });
  return found == figures.end() ? 0.0 : found->value;
}

std::size_t Evaluation::labels_present() const {
  return static_cast<std::size_t>(
      std::count_if(classes.begin(), classes.end(), [](const LabelCounts& counts) { return counts.support() > 0; }));
}

Evaluation evaluate(Task task, std::vector<std::string> labels, std::span<const Outcome> outcomes, std::uint64_t seed) {
  check(outcomes, labels.size());
  Evaluation out;
  out.task = task;
  out.records = outcomes.size();
  const Totals totals = add_up(outcomes, labels.size());
  const std::vector<std::string> names = headline_figures(task);
  std::vector<std::vector<double>> samples(names.size());
  std::mt19937_64 random(seed);
  for (std::size_t sample = 0; sample < kSamples; ++sample) {
    Totals drawn(labels.size());
    for (std::size_t i = 0; i < outcomes.size(); ++i) drawn.add(outcomes[draw(random, outcomes.size())]);
    for (std::size_t i = 0; i < names.size(); ++i) samples[i].push_back(drawn.figure(names[i]));
  }
  for (std::size_t i = 0; i < names.size(); ++i)
    out.figures.push_back({names[i], totals.figure(names[i]), percentiles(samples[i])});
  out.classes = totals.counts();
  if (task == Task::text || task == Task::pair) {
    out.confusion.assign(labels.size(), std::vector<std::size_t>(labels.size()));
    for (const Outcome& outcome : outcomes) ++out.confusion[outcome.counts.front().label][outcome.counts.back().label];
  }
  out.labels = std::move(labels);
  return out;
}

std::string json_members(const Evaluation& evaluation) {
  std::string out = "  \"records\": " + std::to_string(evaluation.records);
  const bool one_label = evaluation.labels_present() < 2;
  for (const Figure& each : evaluation.figures) {
    out += ",\n  \"" + each.name + "\": ";
    if (each.name == "macro_f1" && one_label) {
      out += "null";  // over a single label it would say nothing
      continue;
    }
    out += number(each.value) + ",\n  \"" + each.name + "_interval\": " + json(each.interval);
  }
  out += ",\n  \"expected_calibration_error\": " + number(evaluation.calibrated.expected_error);
  out += ",\n  \"expected_calibration_error_uncalibrated\": " + number(evaluation.uncalibrated.expected_error);
  out += ",\n  \"classes\": {";
  for (std::size_t i = 0; i < evaluation.classes.size(); ++i) {
    const LabelCounts& counts = evaluation.classes[i];
    out += i > 0 ? ",\n    " : "\n    ";
    append_json_string(out, evaluation.labels[i]);
    out += ": {\"precision\": " + number(counts.precision()) + ", \"recall\": " + number(counts.recall()) +
           ", \"f1\": " + number(counts.f1()) + ", \"support\": " + std::to_string(counts.support()) + "}";
  }
  out += "\n  }";
  if (!evaluation.confusion.empty()) out += ",\n  \"confusion\": " + json(evaluation.confusion);
  return out;
}

std::vector<Difference> compare(Task task, std::size_t labels, std::span<const Outcome> first,
                                std::span<const Outcome> second, std::uint64_t seed) {
  check(first, labels);
  check(second, labels);
  if (first.size() != second.size())
    throw Error(ErrorCode::wrong_value, "two models can be compared on the same records only");
  const Totals first_totals = add_up(first, labels), second_totals = add_up(second, labels);
  std::vector<Difference> out;
  for (const std::string& name : headline_figures(task))
    out.push_back({name, first_totals.figure(name), second_totals.figure(name)});

  std::mt19937_64 random(seed);
  std::vector<std::vector<double>> samples(out.size());
  for (std::size_t sample = 0; sample < kSamples; ++sample) {
    Totals a(labels), b(labels);
    for (std::size_t i = 0; i < first.size(); ++i) {
      const std::size_t record = draw(random, first.size());
      a.add(first[record]);
      b.add(second[record]);
    }
    for (std::size_t i = 0; i < out.size(); ++i) samples[i].push_back(a.figure(out[i].name) - b.figure(out[i].name));
  }
  // If the models were alike, exchanging their answers at random would often give as great a difference.
  std::vector<std::size_t> as_great(out.size());
  for (std::size_t swap = 0; swap < kSwaps; ++swap) {
    Totals a(labels), b(labels);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (i % 64 == 0) bits = random();
      const bool swapped = bits >> (i % 64) & 1;
      a.add(swapped ? second[i] : first[i]);
      b.add(swapped ? first[i] : second[i]);
    }
    for (std::size_t i = 0; i < out.size(); ++i)
      as_great[i] +=
          std::abs(a.figure(out[i].name) - b.figure(out[i].name)) >= std::abs(out[i].first - out[i].second) - 1e-12;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].interval = percentiles(std::move(samples[i]));
    out[i].p = static_cast<double>(as_great[i] + 1) / static_cast<double>(kSwaps + 1);
  }
  return out;
}

}  // namespace klinker
