// A table that a user adds to the normaliser, and one of weights. The first byte says which. Such a table is read together
// with those that are compiled in, which takes long, so that one that is not even a table of so many columns goes no
// further.

#include "fuzz.h"
#include "klinker/normalize/normalizer.h"
#include "klinker/text/table.h"
#include "normalize/normalizer_weights.h"
#include "normalize/reading_table.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

void check_weights(std::string_view table) {
  const NormalizerWeights weights(table);
  for (const float weight : {weights.context, weights.word, weights.unknown, weights.keeps_known, weights.split})
    require(weight - weight == 0, "a weight is a number");
}

void check_readings(std::string_view table) {
  const auto rows = parse_table(table, 5, "table");
  if (rows.empty()) return;
  const std::string own(table);
  const ReadingTable readings(own);
  for (const TableRow& row : rows) {
    const auto* found = readings.find(ReadingTable::key(row.columns[0]));
    require(found != nullptr && !found->empty(), "every form has a reading");
    for (const Reading& reading : *found) {
      require(reading.from_user, "the user's rows take the place of others");
      require(!reading.text.empty() && !find_invalid_utf8(reading.text), "a reading is text");
      require(reading.probability > 0 && reading.probability < 1, "a reading has a probability");
    }
  }
  NormalizerOptions options;
  options.table = own;
  const Normalizer normalizer(options);
  std::string text = "gwn";
  for (const TableRow& row : rows) text += ' ' + text_of(row.columns[0]);
  const Normalization result = normalizer.normalize(text);
  require(apply_edits(text, result.edits) == result.text && !find_invalid_utf8(result.text), "the edits make the result");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view table = bytes(data, size);
  try {
    take_choice(table, 2) == 1 ? check_weights(table) : check_readings(table);
  } catch (const Error& error) {
    require(error.code() == ErrorCode::invalid_table, "a bad table is called one");
  }
  return 0;
}
