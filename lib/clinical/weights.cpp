#include "clinical/weights.h"

#include <charconv>
#include <string>
#include <utility>

#include "klinker/error.h"
#include "klinker/text/table.h"

namespace klinker {

Weights Weights::builtin() { return parse(builtin_table("clinical/tables/weights.tsv")); }

Weights Weights::parse(std::string_view table) {
  Weights weights;
  const std::pair<std::string_view, double*> names[] = {
      {"no_heading", &weights.no_heading},
      {"salience_limit", &weights.salience_limit},
      {"drug", &weights.drug},
      {"dose", &weights.dose},
      {"measure", &weights.measure},
      {"denial", &weights.denial},
      {"relative", &weights.relative},
      {"last_contact", &weights.last_contact},
      {"earlier_contact", &weights.earlier_contact},
      {"list_item", &weights.list_item},
      {"first_statement", &weights.first_statement},
      {"opens_section", &weights.opens_section},
      {"late", &weights.late},
      {"reason_factor", &weights.reason_factor},
      {"drug_change", &weights.drug_change},
      {"allergy_denied", &weights.allergy_denied},
      {"earlier_diagnosis", &weights.earlier_diagnosis},
      {"heading_salience", &weights.heading_salience},
      {"opens_reason", &weights.opens_reason},
      {"vitals", &weights.vitals},
      {"advice", &weights.advice},
      {"header", &weights.header},
      {"denies", &weights.denies},
      {"home_drug", &weights.home_drug},
      {"length_exponent", &weights.length_exponent},
      {"length_offset", &weights.length_offset},
      {"repeated_section", &weights.repeated_section},
  };
  for (const TableRow& row : parse_table(table, 3, "weights.tsv")) {
    const std::string_view name = row.columns[0];
    double* target = nullptr;
    if (const auto section = find_section(name)) target = &weights.by_section[static_cast<std::size_t>(*section)];
    for (const auto& [known, place] : names)
      if (known == name) target = place;
    const std::string_view number = row.columns[1];
    const auto complain = [&](const std::string& why) {
      throw Error(ErrorCode::invalid_table, "weights.tsv, line " + std::to_string(row.line) + ": " + why);
    };
    if (target == nullptr) complain("no weight is called " + std::string(name));
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), *target);
    if (error != std::errc() || end != number.data() + number.size()) complain("the value is no number");
  }
  return weights;
}

}  // namespace klinker
