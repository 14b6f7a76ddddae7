#include "json_reader.h"

#include <cmath>
#include <sstream>

namespace klinker {

using simdjson::SUCCESS;

void JsonObject::fail(std::string_view key, const std::string& why) const {
  throw Error(ErrorCode::invalid_model, where_ + ": \"" + std::string(key) + "\" " + why);
}

simdjson::dom::element JsonObject::at(std::string_view key) const {
  simdjson::dom::element value;
  if (object_[key].get(value) != SUCCESS) fail(key, "is missing");
  return value;
}

std::string JsonObject::string(std::string_view key) const {
  std::string_view value;
  if (at(key).get(value) != SUCCESS) fail(key, "must be a string");
  return std::string(value);
}

std::string JsonObject::string(std::string_view key, std::string_view missing) const {
  return has(key) ? string(key) : std::string(missing);
}

std::int64_t JsonObject::integer(std::string_view key, std::int64_t least, std::int64_t most) const {
  std::int64_t value = 0;
  if (at(key).get(value) != SUCCESS || value < least || value > most)
    fail(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return value;
}

std::int64_t JsonObject::integer(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t missing) const {
  return has(key) ? integer(key, least, most) : missing;
}

double JsonObject::number(std::string_view key, double least, double most) const {
  double value = 0;
  if (at(key).get(value) != SUCCESS || !std::isfinite(value) || value < least || value > most) {
    std::ostringstream why;
    why << "must be a number from " << least << " to " << most;
    fail(key, why.str());
  }
  return value;
}

double JsonObject::number(std::string_view key, double least, double most, double missing) const {
  return has(key) ? number(key, least, most) : missing;
}

bool JsonObject::boolean(std::string_view key, bool missing) const {
  if (!has(key)) return missing;
  bool value = false;
  if (at(key).get(value) != SUCCESS) fail(key, "must be true or false");
  return value;
}

std::vector<std::string> JsonObject::strings(std::string_view key) const {
  simdjson::dom::array items;
  if (at(key).get(items) != SUCCESS) fail(key, "must be an array of strings");
  std::vector<std::string> out;
  for (const simdjson::dom::element item : items) {
    std::string_view value;
    if (item.get(value) != SUCCESS) fail(key, "must be an array of strings");
    out.emplace_back(value);
  }
  return out;
}

std::vector<JsonObject> JsonObject::objects(std::string_view key) const {
  if (!has(key)) return {};
  simdjson::dom::array items;
  if (at(key).get(items) != SUCCESS) fail(key, "must be an array of objects");
  std::vector<JsonObject> out;
  for (const simdjson::dom::element item : items) {
    simdjson::dom::object value;
    if (item.get(value) != SUCCESS) fail(key, "must be an array of objects");
    out.emplace_back(value, where_ + ", \"" + std::string(key) + "\"");
  }
  return out;
}

JsonObject JsonObject::object(std::string_view key) const {
  simdjson::dom::object value;
  if (at(key).get(value) != SUCCESS) fail(key, "must be an object");
  return {value, where_ + ", \"" + std::string(key) + "\""};
}

namespace {

// Whole numbers of more than 18 digits made floating point ones. Tokenizers of the Hugging Face hub have such a number
// ("model_max_length" without a limit), and the parser takes none that does not fit in 64 bits.
std::string without_great_integers(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (quoted && text[i] == '\\' && i + 1 < text.size()) out += text[++i];
    else if (text[i] == '"') quoted = !quoted;
    if (quoted || !is_digit(text[i])) continue;
    std::size_t end = i + 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    out.append(text, i + 1, end - i - 1);
    if (end - i > 18 && (end == text.size() || std::string_view(".eE").find(text[end]) == std::string_view::npos))
      out += "e0";
    i = end - 1;
  }
  return out;
}

}  // namespace

JsonDocument::JsonDocument(std::string_view text, const std::string& where) : where_(where) {
  simdjson::dom::element element;
  auto error = parser_.parse(text.data(), text.size()).get(element);
  if (error != SUCCESS)
    if (const std::string mended = without_great_integers(text); mended.size() != text.size())
      error = parser_.parse(mended).get(element);
  if (error != SUCCESS)
    throw Error(ErrorCode::invalid_model, where + ": is not JSON (" + simdjson::error_message(error) + ")");
  if (element.get(root_) != SUCCESS) throw Error(ErrorCode::invalid_model, where + ": is not a JSON object");
}

}  // namespace klinker
