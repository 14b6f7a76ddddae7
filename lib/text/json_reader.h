#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/error.h"

namespace klinker {

/// Reads the settings of a model, with messages that say which field of which file is wrong.
class JsonObject {
 public:
  JsonObject(simdjson::dom::object object, std::string where) : object_(object), where_(std::move(where)) {}

  bool has(std::string_view key) const { return object_[key].error() == simdjson::SUCCESS; }
  std::string string(std::string_view key) const;
  std::string string(std::string_view key, std::string_view missing) const;

  /// From `least` to `most`, both allowed.
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t missing) const;
  double number(std::string_view key, double least, double most) const;
  double number(std::string_view key, double least, double most, double missing) const;
  bool boolean(std::string_view key, bool missing) const;
  std::vector<std::string> strings(std::string_view key) const;
  std::vector<JsonObject> objects(std::string_view key) const;
  JsonObject object(std::string_view key) const;

  [[noreturn]] void fail(std::string_view key, const std::string& why) const;
  simdjson::dom::object raw() const { return object_; }

 private:
  simdjson::dom::element at(std::string_view key) const;

  simdjson::dom::object object_;
  std::string where_;
};

/// A parsed text; the objects taken from it live as long as it does.
class JsonDocument {
 public:
  /// `where` is the file's name for messages. Throws Error(invalid_model).
  JsonDocument(std::string_view text, const std::string& where);
  JsonObject root() const { return {root_, where_}; }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::object root_;
  std::string where_;
};

}  // namespace klinker
