#include "sentence_end_model.h"

#include <bit>
#include <cmath>
#include <cstdlib>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

// FNV-1a, with a last step that spreads it over the low bits.
class Key {
 public:
  explicit Key(std::string_view name) { add(name); }

  Key& add(std::string_view value) {
    for (const char c : value) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    state_ = (state_ ^ 0xFFu) * 0x100000001B3u;  // the end of a value
    return *this;
  }

  std::uint64_t value() const { return (state_ ^ state_ >> 32) | 1u << 31; }  // never 0, which marks an empty slot

 private:
  std::uint64_t state_ = 0xCBF29CE484222325u;
};

}  // namespace

SentenceEndModel::SentenceEndModel(std::string_view table, const std::string& name) {
  const std::vector<TableRow> rows = parse_table(table, 3, name);
  slots_.resize(std::bit_ceil(2 * rows.size() + 2));
  mask_ = slots_.size() - 1;
  for (const TableRow& row : rows) {
    Key key(row.columns[0]);
    for (std::string_view values = row.columns[1]; !values.empty();) {
      const std::size_t space = std::min(values.find(' '), values.size());
      key.add(values.substr(0, space));
      values.remove_prefix(std::min(space + 1, values.size()));
    }
    const std::string number(row.columns[2]);
    char* end = nullptr;
    const double weight = std::strtod(number.c_str(), &end);
    if (number.empty() || *end != '\0' || !std::isfinite(weight))
      throw Error(ErrorCode::invalid_table, name + ", line " + std::to_string(row.line) + ": the third column is a number");
    std::size_t at = key.value() & mask_;
    while (slots_[at].key != 0 && slots_[at].key != key.value()) at = (at + 1) & mask_;
    slots_[at] = {key.value(), weight};
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
  features.beginning(index, [&](std::string_view name, auto... values) {
    Key key(name);
    (key.add(values), ...);
    sum += weight(key.value());
  });
  return sum;
}

bool SentenceEndModel::ends(SentenceEndFeatures& features, std::size_t index,
                            const SentenceEndFeatures::History& history) const {
  double sum = 0;
  features.ending(index, history, beginning(features, index), [&](std::string_view name, auto... values) {
    Key key(name);
    (key.add(values), ...);
    sum += weight(key.value());
  });
  return sum > 0;
}

}  // namespace klinker
