#include "normalizer_weights.h"

#include <cmath>
#include <utility>

#include "table_columns.h"

namespace klinker {

NormalizerWeights::NormalizerWeights(std::string_view table) {
  const std::string builtin = "normalize/tables/weights.tsv";
  const std::string file = table.empty() ? builtin : "the table of weights";
  const std::pair<std::string_view, float*> places[] = {{"context", &context},
                                                        {"word", &word},
                                                        {"unknown", &unknown},
                                                        {"keeps_known", &keeps_known},
                                                        {"keeps_rare", &keeps_rare},
                                                        {"keeps_unknown", &keeps_unknown},
                                                        {"rewritten", &rewritten},
                                                        {"even_cost", &even_cost},
                                                        {"rare", &rare},
                                                        {"split", &split}};
  constexpr std::string_view kPrior = "prior_";
  constexpr float kMost = 1000;
  for (const TableRow& row : parse_table(table.empty() ? builtin_table(builtin) : table, 2, file)) {
    const std::string_view key = row.columns[0];
    float* place = nullptr;
    for (const auto& [known, at] : places)
      if (key == known) place = at;
    for (std::size_t v = 0; v < kVarieties; ++v)
      if (key.starts_with(kPrior) && key.substr(kPrior.size()) == name(static_cast<Variety>(v))) place = &prior[v];
    if (!place) fail(file, row, "no such weight");
    *place = number_in(row, 1, file);
    if (std::abs(*place) > kMost) fail(file, row, "the value is not from -1000 to 1000");
  }
}

}  // namespace klinker
