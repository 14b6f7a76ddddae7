#include "klinker/classify/functional_suite.h"

#include <algorithm>
#include <map>
#include <random>

#include "klinker/corpus/json.h"
#include "klinker/corpus/text_file.h"
#include "klinker/error.h"
#include "text/json_reader.h"
#include "wilson.h"

namespace klinker {
namespace {

constexpr std::size_t kSamples = 1000;
constexpr double kTail = 0.025;  // 95 %

// Rows by the name that `name` gives a case; those without one are left out.
template <class F>
std::vector<SuiteRow> rows(std::span<const SuiteCase> cases, std::span<const Outcome> outcomes, F&& name) {
  std::map<std::string, SuiteRow> found;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (name(cases[i]).empty()) continue;
    SuiteRow& row = found[name(cases[i])];
    if (row.records == 0) row.name = name(cases[i]), row.label = cases[i].label;
    else if (row.label != cases[i].label) row.label.clear();
    ++row.records;
    row.right += outcomes[i].right == outcomes[i].units ? 1 : 0;
  }
  std::vector<SuiteRow> out;
  for (auto& [key, row] : found) {
    row.interval = wilson(static_cast<double>(row.right), static_cast<double>(row.records));
    out.push_back(std::move(row));
  }
  return out;
}

double sampled_accuracy(const SuiteRow& row, std::mt19937_64& random) {
  std::binomial_distribution<std::size_t> right(row.records, row.accuracy());
  return static_cast<double>(right(random)) / static_cast<double>(row.records);
}

void add_gap(SuiteResult& result, std::uint64_t seed) {
  std::vector<SuiteRow> large;
  for (const SuiteRow& row : result.groups)
    if (row.records >= SuiteResult::kLeastOfGroup) large.push_back(row);
  if (large.size() < 2) return;
  const auto less = [](const SuiteRow& a, const SuiteRow& b) { return a.accuracy() < b.accuracy(); };
  const auto [low, high] = std::minmax_element(large.begin(), large.end(), less);
  result.gap = high->accuracy() - low->accuracy();
  std::mt19937_64 random(seed);
  std::vector<double> gaps(kSamples);
  for (double& gap : gaps) gap = sampled_accuracy(*high, random) - sampled_accuracy(*low, random);
  std::sort(gaps.begin(), gaps.end());
  const auto cut = static_cast<std::size_t>(kTail * kSamples);
  result.gap_interval = {gaps[cut], gaps[kSamples - 1 - cut]};
}

std::string number(double value) {
  std::string out;
  append_json_number(out, value, 4);
  return out;
}

std::string interval_json(const Interval& interval) {
  return "[" + number(interval.low) + ", " + number(interval.high) + "]";
}

std::string rows_json(const std::vector<SuiteRow>& rows) {
  std::string out = "{";
  for (const SuiteRow& row : rows) {
    out += out.size() > 1 ? ",\n      " : "\n      ";
    out += json_string(row.name) + ": {\"accuracy\": " + number(row.accuracy()) +
           ", \"interval\": " + interval_json(row.interval) + ", \"records\": " + std::to_string(row.records);
    if (!row.label.empty()) out += ", \"label\": " + json_string(row.label);
    out += '}';
  }
  return out + "\n    }";
}

}  // namespace

std::vector<SuiteCase> read_suite(const std::vector<std::string>& paths, const std::string& group) {
  std::vector<SuiteCase> cases;
  for (const std::string& path : paths)
    for_each_line(read_text_file(path), [&](std::string_view line, std::size_t number) {
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
      const std::string place = line_place(path, number);
      const JsonDocument document(line, place);
      const simdjson::dom::object record = document.root().raw();
      const auto field = [&](const std::string& name) {
        std::string_view value;
        return record[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
      };
      cases.push_back({field("function"), field(group), field("label")});
      if (cases.back().function.empty())
        throw Error(ErrorCode::wrong_type, place + ": the record has no \"function\"; --suite needs one");
    });
  return cases;
}

SuiteResult suite_result(std::span<const SuiteCase> cases, std::span<const Outcome> outcomes, std::uint64_t seed) {
  if (cases.size() != outcomes.size())
    throw Error(ErrorCode::wrong_value,
                std::to_string(outcomes.size()) + " answers about " + std::to_string(cases.size()) + " cases");
  SuiteResult result;
  result.functions = rows(cases, outcomes, [](const SuiteCase& one) { return one.function; });
  result.groups = rows(cases, outcomes, [](const SuiteCase& one) { return one.group; });
  std::map<std::string, std::vector<double>> by_label;
  for (const SuiteRow& row : result.functions) {
    if (!row.label.empty()) by_label[row.label].push_back(row.accuracy());
    if (result.worst.records == 0 || row.accuracy() < result.worst.accuracy()) result.worst = row;
  }
  for (const auto& [label, accuracies] : by_label) {
    double sum = 0;
    for (const double accuracy : accuracies) sum += accuracy;
    result.labels.push_back({label, sum / static_cast<double>(accuracies.size()), {}});
  }
  add_gap(result, seed);
  return result;
}

std::string to_json(const SuiteResult& result) {
  std::string out = "{\n    \"functions\": " + rows_json(result.functions) +
                    ",\n    \"groups\": " + rows_json(result.groups) + ",\n    \"mean_of_functions\": {";
  for (const Figure& label : result.labels)
    out += (&label == &result.labels.front() ? "" : ", ") + json_string(label.name) + ": " + number(label.value);
  out += "},\n    \"worst_function\": {\"name\": " + json_string(result.worst.name) +
         ", \"accuracy\": " + number(result.worst.accuracy()) +
         "},\n    \"largest_gap_between_groups\": {\"value\": " + number(result.gap) +
         ", \"interval\": " + interval_json(result.gap_interval) +
         ", \"least_records\": " + std::to_string(SuiteResult::kLeastOfGroup) + "}\n  }";
  return out;
}

}  // namespace klinker
