#include "sentence_end_model.h"

#include <bit>
#include <cmath>
#include <cstdlib>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr double kHopeless = -5;  // of a beginning: the second step is spared, which would say no

}  // namespace

SentenceEndModel::SentenceEndModel(std::string_view table, const std::string& name) {
  const std::vector<TableRow> rows = parse_table(table, 3, name);
  slots_.resize(std::bit_ceil(2 * rows.size() + 2));
  mask_ = slots_.size() - 1;
  for (const TableRow& row : rows) {
    std::uint64_t key = hash_bytes(row.columns[0]);
    for (std::string_view values = row.columns[1]; !values.empty();) {
      const std::size_t space = std::min(values.find(' '), values.size());
      key = add(key, hash_bytes(values.substr(0, space)));
      values.remove_prefix(std::min(space + 1, values.size()));
    }
    const std::string number(row.columns[2]);
    char* end = nullptr;
    const double weight = std::strtod(number.c_str(), &end);
    if (number.empty() || *end != '\0' || !std::isfinite(weight))
      throw Error(ErrorCode::invalid_table, name + ", line " + std::to_string(row.line) + ": the third column is a number");
    slots_[slot(key)] = {static_cast<std::uint32_t>(key) | 1, static_cast<float>(weight)};
  }
}

const SentenceEndModel& SentenceEndModel::builtin() {
  static const SentenceEndModel model = [] {
    const std::string name = "tokenize/tables/sentence-ends.tsv";
    return SentenceEndModel(builtin_table(name), name);
  }();
  return model;
}

double SentenceEndModel::beginning(const SentenceEndFeatures& features, std::size_t index) const {
  double sum = 0;
  features.beginning(index, [&](FeatureName name, const auto&... values) {
    std::uint64_t key = name.hash;
    ((key = add(key, values.hash)), ...);
    sum += static_cast<double>(slots_[slot(key)].weight);
  });
  return sum;
}

bool SentenceEndModel::ends(SentenceEndFeatures& features, std::size_t index,
                            const SentenceEndFeatures::History& history) const {
  const double begins = beginning(features, index);
  if (begins < kHopeless) return false;
  double sum = 0;
  features.ending(index, history, begins, [&](FeatureName name, const auto&... values) {
    std::uint64_t key = name.hash;
    ((key = add(key, values.hash)), ...);
    sum += static_cast<double>(slots_[slot(key)].weight);
  });
  return sum > 0;
}

}  // namespace klinker
