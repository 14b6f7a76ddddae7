#include "patient_names.h"

#include <simdjson.h>

#include <optional>
#include <string_view>

namespace klinker::tools {
namespace {

// Appends the strings of a name: a string, or what an object has under words that name a person ("given", "family",
// "voornaam", "name" as FHIR has it), lists included.
void append_names(simdjson::dom::element value, std::vector<std::string>& names, int depth = 0) {
  if (depth > 4) return;
  if (value.is_string()) names.emplace_back(std::string_view(value));
  else if (value.is_array())
    for (simdjson::dom::element item : simdjson::dom::array(value)) append_names(item, names, depth + 1);
  else if (value.is_object())
    for (const auto [key, item] : simdjson::dom::object(value))
      for (std::string_view known :
           {"name",        "names",      "given",     "family",        "text",        "first",
            "last",        "first_name", "last_name", "firstname",     "lastname",    "given_name",
            "family_name", "surname",    "initials",  "naam",          "voornaam",    "voornamen",
            "achternaam",  "roepnaam",   "initialen", "tussenvoegsel", "maiden_name", "meisjesnaam"})
        if (key == known) append_names(item, names, depth + 1);
}

}  // namespace

std::vector<std::string> patient_names(const Record& record, const std::vector<std::string>& given) {
  std::vector<std::string> names = given;
  const auto field = record.is_json() ? record.field("patient") : std::nullopt;
  if (!field) return names;
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (parser.parse(simdjson::padded_string(*field)).get(value) != simdjson::SUCCESS) return names;
  append_names(value, names);
  return names;
}

}  // namespace klinker::tools
