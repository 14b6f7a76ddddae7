#include "klinker/classify/agreement.h"

#include <algorithm>
#include <map>
#include <random>

#include "intervals.h"
#include "klinker/corpus/json.h"
#include "klinker/error.h"
#include "wilson.h"

namespace klinker {
namespace {

constexpr std::size_t kSamples = 2000;

using Pair = std::pair<std::size_t, std::size_t>;
using Counts = std::map<std::size_t, double>;

// Of the labels of one message.
Counts counted(const Ratings& ratings) {
  Counts counts;
  for (const auto& rating : ratings)
    if (rating) ++counts[*rating];
  return counts;
}

double sum(const Counts& counts) {
  double total = 0;
  for (const auto& [label, count] : counts) total += count;
  return total;
}

// Ordered pairs of different labels among the counted ones.
double different_pairs(const Counts& counts) {
  double squares = 0;
  for (const auto& [label, count] : counts) squares += count * count;
  return sum(counts) * sum(counts) - squares;
}

// Samples of `items` drawn with replacement, and what `coefficient` makes of them.
template <typename Item, typename Of>
Coefficient bootstrapped(const std::vector<Item>& items, bool all_equal, std::uint64_t seed, const Of& coefficient) {
  Coefficient out{coefficient(items)};
  if (!out.value || all_equal) return out;
  std::mt19937_64 random(seed);
  std::vector<double> values;
  std::vector<Item> sample(items.size());
  for (std::size_t i = 0; i < kSamples; ++i) {
    for (Item& item : sample) item = items[draw(random, items.size())];
    if (const auto value = coefficient(sample)) values.push_back(*value);
  }
  if (!values.empty()) out.interval = percentiles(std::move(values));
  return out;
}

std::optional<double> alpha_of(std::span<const Counts> messages) {
  Counts labels;
  double observed = 0;
  for (const Counts& message : messages) {
    if (sum(message) < 2) continue;
    observed += different_pairs(message) / (sum(message) - 1);
    for (const auto& [label, count] : message) labels[label] += count;
  }
  const double expected = different_pairs(labels);
  if (expected == 0) return std::nullopt;
  return 1 - (sum(labels) - 1) * observed / expected;
}

PairAgreement pair_agreement(std::span<const Ratings> messages, std::size_t first, std::size_t second, std::uint64_t seed) {
  PairAgreement out{first, second};
  std::vector<Pair> both;
  for (const Ratings& ratings : messages)
    if (ratings[first] && ratings[second]) both.emplace_back(*ratings[first], *ratings[second]);
  out.messages = both.size();
  out.equal = static_cast<std::size_t>(std::count_if(both.begin(), both.end(), [](Pair p) { return p.first == p.second; }));
  out.equal_interval = wilson(static_cast<double>(out.equal), static_cast<double>(out.messages));
  out.kappa = bootstrapped(both, out.equal == out.messages, seed,
                           [](const std::vector<Pair>& sample) { return cohen_kappa(sample); });
  return out;
}

std::string number(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

std::string json(Interval interval) { return "[" + number(interval.low) + ", " + number(interval.high) + "]"; }

std::string members(const char* name, const Coefficient& coefficient) {
  return std::string("\"") + name + "\": " + (coefficient.value ? number(*coefficient.value) : "null") + ", \"" + name +
         "_interval\": " + (coefficient.interval ? json(*coefficient.interval) : "null");
}

}  // namespace

std::optional<double> cohen_kappa(std::span<const Pair> labels) {
  Counts first, second;
  double equal = 0;
  for (const auto& [a, b] : labels) {
    ++first[a];
    ++second[b];
    equal += a == b ? 1 : 0;
  }
  const auto total = static_cast<double>(labels.size());
  double expected = 0;
  for (const auto& [label, count] : first)
    if (const auto found = second.find(label); found != second.end()) expected += count * found->second;
  if (expected == total * total) return std::nullopt;
  return (equal * total - expected) / (total * total - expected);
}

std::optional<double> krippendorff_alpha(std::span<const Ratings> messages) {
  std::vector<Counts> counts;
  for (const Ratings& ratings : messages) counts.push_back(counted(ratings));
  return alpha_of(counts);
}

Agreement agreement(std::span<const Ratings> messages, std::size_t annotators, std::uint64_t seed) {
  std::vector<Counts> several;
  bool all_equal = true;
  for (const Ratings& ratings : messages) {
    if (ratings.size() != annotators)
      throw Error(ErrorCode::wrong_value, "a message needs a rating, or none, of each annotator");
    Counts counts = counted(ratings);
    if (sum(counts) < 2) continue;
    all_equal = all_equal && counts.size() == 1;
    several.push_back(std::move(counts));
  }
  Agreement out;
  out.messages = several.size();
  for (std::size_t first = 0; first < annotators; ++first)
    for (std::size_t second = first + 1; second < annotators; ++second)
      out.pairs.push_back(pair_agreement(messages, first, second, seed));
  out.alpha = bootstrapped(several, all_equal, seed, [](const std::vector<Counts>& sample) { return alpha_of(sample); });
  return out;
}

std::string to_json(const Agreement& agreement, const std::vector<std::string>& annotators) {
  std::string out = "{\n  \"messages\": " + std::to_string(agreement.messages) +
                    ",\n  \"annotators\": " + json_array(annotators) + ",\n  " + members("alpha", agreement.alpha) +
                    ",\n  \"pairs\": [";
  for (const PairAgreement& pair : agreement.pairs) {
    out += &pair == agreement.pairs.data() ? "\n    " : ",\n    ";
    out += "{\"annotators\": " + json_array({annotators[pair.first], annotators[pair.second]}) +
           ", \"messages\": " + std::to_string(pair.messages) + ", \"equal\": " + std::to_string(pair.equal) +
           ", \"equal_share_interval\": " + json(pair.equal_interval) + ", " + members("kappa", pair.kappa) + "}";
  }
  return out + (agreement.pairs.empty() ? "]\n}" : "\n  ]\n}");
}

}  // namespace klinker
