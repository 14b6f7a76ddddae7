#include "klinker/corpus/record.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "klinker/corpus/json.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr int kMaxDepth = 1000;

std::string_view trim(std::string_view json) {
  const auto last = json.find_last_not_of(" \t\r\n");
  return json.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// RFC 8259, section 6. simdjson reads numbers into 64 bits; a record's other fields may hold larger ones.
bool is_json_number(std::string_view token) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t begin = i;
    while (i < token.size() && token[i] >= '0' && token[i] <= '9') ++i;
    return i > begin;
  };
  if (i < token.size() && token[i] == '-') ++i;
  const bool leading_zero = i < token.size() && token[i] == '0';
  const std::size_t first = i;
  if (!digits() || (leading_zero && i > first + 1)) return false;
  if (i < token.size() && token[i] == '.' && (++i, !digits())) return false;
  if (i < token.size() && (token[i] == 'e' || token[i] == 'E')) {
    ++i;
    if (i < token.size() && (token[i] == '+' || token[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == token.size();
}

// simdjson decodes strings, so it refuses a lone surrogate, which a field that nobody reads may hold.
bool has_valid_escapes(std::string_view token) {
  const auto is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t i = 0; i + 1 < token.size(); ++i) {
    if (token[i] != '\\') continue;
    const char escape = token[++i];
    if (escape == 'u') {
      if (i + 4 >= token.size() || !std::all_of(token.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                                token.begin() + static_cast<std::ptrdiff_t>(i) + 5, is_hex))
        return false;
      i += 4;
    } else if (std::strchr("\"\\/bfnrt", escape) == nullptr) {
      return false;
    }
  }
  return true;
}

struct NotJson {
  std::string why;
};

[[noreturn]] void not_json(simdjson::error_code code) { throw NotJson{simdjson::error_message(code)}; }

template <class T>
T value_or_throw(simdjson::simdjson_result<T> result) {
  T value;
  if (const auto code = std::move(result).get(value)) not_json(code);
  return value;
}

// Walks a value to its end, since simdjson checks only what is looked at.
void check(ondemand::value value, int depth) {
  if (depth > kMaxDepth) throw NotJson{"nested deeper than " + std::to_string(kMaxDepth) + " levels"};
  switch (value_or_throw(value.type())) {
    case ondemand::json_type::object:
      for (auto field : value_or_throw(value.get_object())) {
        ondemand::value child;
        if (const auto code = field.value().get(child)) not_json(code);
        check(child, depth + 1);
      }
      break;
    case ondemand::json_type::array:
      for (auto item : value_or_throw(value.get_array())) check(value_or_throw(std::move(item)), depth + 1);
      break;
    case ondemand::json_type::string: {
      const std::string_view token = value.raw_json_token();
      if (value.get_string().error() && !has_valid_escapes(token)) throw NotJson{"a string with an invalid escape"};
      break;
    }
    case ondemand::json_type::number:
      if (!is_json_number(trim(value.raw_json_token()))) throw NotJson{"a malformed number"};
      break;
    case ondemand::json_type::boolean: value_or_throw(value.get_bool()); break;
    case ondemand::json_type::null:
      if (!value_or_throw(value.is_null())) throw NotJson{"a value that is no JSON"};
      break;
  }
}

// Decodes a string; false where it holds a lone surrogate, which no text can.
bool decode(ondemand::value value, std::string& out) {
  const std::string_view token = value.raw_json_token();
  std::string_view text;
  const auto code = value.get_string().get(text);
  if (code && !has_valid_escapes(token)) throw NotJson{"a string with an invalid escape"};
  if (code || find_invalid_utf8(text)) return false;
  out = text;
  return true;
}

std::string id_or_null(const std::optional<std::string_view>& id) { return std::string(id.value_or("null")); }

}  // namespace

Record Record::from_text(std::string_view text) {
  require_utf8(text);
  Record record;
  record.text_ = text;
  record.has_text_ = true;
  return record;
}

std::optional<std::string_view> Record::field(std::string_view name) const {
  // The last of several fields with one name counts, as in most JSON readers.
  for (auto it = fields_.rbegin(); it != fields_.rend(); ++it)
    if (it->name == name) return it->value;
  return std::nullopt;
}

std::vector<Span> Record::token_spans() const {
  std::vector<Span> spans;
  std::size_t at = 0;
  for (const std::string& token : tokens_) {
    if (!token.empty()) spans.push_back({at, at + token.size()});
    at += token.size() + 1;
  }
  return spans;
}

void Record::set(std::string name, std::string json) {
  for (auto& [key, value] : added_)
    if (key == name) {
      value = std::move(json);
      return;
    }
  added_.emplace_back(std::move(name), std::move(json));
}

std::string Record::to_json() const {
  std::string out;
  if (error_) {
    out += "{\"id\":" + id_or_null(field("id")) + ",\"error\":{\"code\":" + json_string(name(error_->code())) +
           ",\"message\":" + json_string(error_->what()) + "}}";
    return out;
  }
  if (passes_through_) return std::string(raw_.data(), raw_size_);
  out += '{';
  const char* previous_end = nullptr;
  for (const Field& field : fields_) {
    const std::string_view separator =
        previous_end ? std::string_view(previous_end, static_cast<std::size_t>(field.bytes.data() - previous_end)) : "";
    previous_end = field.bytes.data() + field.bytes.size();
    if (std::any_of(added_.begin(), added_.end(), [&](const auto& added) { return added.first == field.name; })) continue;
    if (out.size() > 1) out += separator;
    out += field.bytes;
  }
  for (const auto& [key, value] : added_) {
    if (out.size() > 1) out += ',';
    append_json_string(out, key);
    (out += ':') += value;
  }
  return out += '}';
}

struct RecordParser::Impl {
  ondemand::parser parser;

  void read_fields(Record& record);
  static void read_text(Record& record, ondemand::value value);
  static void read_tokens(Record& record, ondemand::value value);
};

RecordParser::RecordParser() : impl_(std::make_unique<Impl>()) {}
RecordParser::~RecordParser() = default;

Record RecordParser::parse(std::string_view line) {
  Record record;
  line = trim(line);
  record.raw_.resize(line.size() + simdjson::SIMDJSON_PADDING);
  record.raw_size_ = line.size();
  std::copy(line.begin(), line.end(), record.raw_.begin());
  try {
    impl_->read_fields(record);
    if (!record.passes_through_ && !record.has_tokens_ && !record.has_text_)
      record.fail({ErrorCode::missing_text, "the record has neither \"text\" nor \"tokens\""});
  } catch (const NotJson& error) {
    if (const auto byte = find_invalid_utf8(line))
      record.fail({ErrorCode::invalid_utf8, "not valid UTF-8 at byte " + std::to_string(*byte) + " of the line"});
    else
      record.fail({ErrorCode::invalid_json, "not valid JSON: " + error.why});
  } catch (const Error& error) {
    record.fail(error);
  }
  if (record.error_ && record.error_->code() == ErrorCode::invalid_json) record.fields_.clear();  // an id out of wreckage
  return record;
}

void RecordParser::Impl::read_fields(Record& record) {
  ondemand::document document;
  if (const auto code = parser.iterate(record.raw_.data(), record.raw_size_, record.raw_.size()).get(document)) not_json(code);
  if (value_or_throw(document.type()) != ondemand::json_type::object)
    throw Error(ErrorCode::not_an_object, "the line is not a JSON object");
  std::optional<Error> error;  // reported only when the rest of the line is sound, with the id that may come later
  ondemand::object object;
  if (const auto code = document.get_object().get(object)) not_json(code);
  for (auto field : object) {
    std::string_view key;
    const char* begin = nullptr;
    ondemand::raw_json_string raw_key;
    if (const auto code = field.key().get(raw_key)) not_json(code);
    begin = raw_key.raw() - 1;
    if (const auto code = field.unescaped_key().get(key)) not_json(code);
    Record::Field& entry = record.fields_.emplace_back();
    entry.name = key;
    ondemand::value value;
    if (const auto code = field.value().get(value)) not_json(code);
    const std::string_view first_token = value.raw_json_token();
    const bool nested = first_token.front() == '{' || first_token.front() == '[';
    try {
      if (key == "text") {
        read_text(record, value);
      } else if (key == "tokens") {
        read_tokens(record, value);
      } else {
        check(value, 1);
      }
    } catch (const Error& wrong) {
      error = wrong;
    }
    // A nested value has been walked to its end, so the next token is what follows it.
    const char* const next = nested ? value_or_throw(document.current_location()) : first_token.data() + first_token.size();
    entry.value = trim({first_token.data(), static_cast<std::size_t>(next - first_token.data())});
    entry.bytes = {begin, static_cast<std::size_t>(entry.value.data() + entry.value.size() - begin)};
    record.passes_through_ |= entry.name == "error";
  }
  // There is a current location only where something is left.
  if (!document.current_location().error()) throw NotJson{"something follows the object on its line"};
  if (record.passes_through_) return;
  // Beside a text, a field "tokens" may be anything (a count, say).
  if (error && !record.has_text_) throw *error;
  if (!record.has_text_)
    for (const std::string& token : record.tokens_) (record.text_ += &token == record.tokens_.data() ? "" : " ") += token;
}

void RecordParser::Impl::read_text(Record& record, ondemand::value value) {
  if (value_or_throw(value.type()) != ondemand::json_type::string) {
    check(value, 1);
    throw Error(ErrorCode::wrong_type, "\"text\" is not a string");
  }
  record.has_text_ = decode(value, record.text_);
  if (!record.has_text_) throw Error(ErrorCode::wrong_value, "\"text\" holds a lone surrogate");
}

void RecordParser::Impl::read_tokens(Record& record, ondemand::value value) {
  const Error wrong(ErrorCode::wrong_type, "\"tokens\" is not an array of strings");
  if (value_or_throw(value.type()) != ondemand::json_type::array) {
    check(value, 1);
    throw wrong;
  }
  bool all_strings = true, lone_surrogate = false;
  record.tokens_.clear();
  for (auto result : value_or_throw(value.get_array())) {
    ondemand::value item = value_or_throw(std::move(result));
    if (value_or_throw(item.type()) != ondemand::json_type::string) {
      all_strings = false;
      check(item, 2);
      continue;
    }
    lone_surrogate |= !decode(item, record.tokens_.emplace_back());
  }
  if (lone_surrogate) throw Error(ErrorCode::wrong_value, "\"tokens\" holds a lone surrogate");
  if (!all_strings) throw wrong;
  record.has_tokens_ = true;
}

}  // namespace klinker
