#include "klinker/corpus/delimited.h"

#include <algorithm>
#include <utility>

#include "klinker/corpus/text_file.h"
#include "klinker/error.h"

namespace klinker {
namespace {

// Takes one field after the other from a text.
class FieldReader {
 public:
  FieldReader(std::string_view text, char delimiter, const std::string& where)
      : text_(text), delimiter_(delimiter), where_(where) {}

  bool at_end() const { return at_ == text_.size(); }
  std::size_t line() const { return line_; }

  std::vector<std::string> row() {
    std::vector<std::string> fields;
    do {
      fields.push_back(field());
    } while (take(delimiter_));
    take_line_end();
    return fields;
  }

  [[noreturn]] void fail(std::size_t line, const std::string& why) const {
    throw Error(ErrorCode::invalid_table, line_place(where_, line) + ": " + why);
  }

 private:
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    line_ += c == '\n';
    return true;
  }
  void take_line_end() {
    if (at_end() || take('\n')) return;
    if (text_.substr(at_, 2) != "\r\n") fail(line_, "text follows a closing quote; write a quote inside a field as two");
    ++at_;
    take('\n');
  }
  std::string field() { return take('"') ? quoted() : plain(); }
  std::string plain() {
    const std::size_t start = at_;
    while (!at_end() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_.substr(at_, 2) != "\r\n") {
      if (text_[at_] == '"')
        fail(line_, "a quote stands in a field without quotes; put the field in quotes and write the quote twice");
      ++at_;
    }
    return std::string(text_.substr(start, at_ - start));
  }
  std::string quoted() {
    const std::size_t first_line = line_;
    std::string out;
    while (!at_end()) {
      const char c = text_[at_];
      take(c);
      if (c == '"' && !take('"')) return out;
      out += c;
    }
    fail(first_line, "a quoted field does not end");
  }

  std::string_view text_;
  char delimiter_;
  const std::string& where_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

std::optional<std::size_t> DelimitedTable::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

DelimitedTable parse_delimited(std::string_view text, char delimiter, const std::string& where) {
  FieldReader reader(text, delimiter, where);
  DelimitedTable table;
  while (!reader.at_end()) {
    const std::size_t line = reader.line();
    std::vector<std::string> fields = reader.row();
    if (fields.size() == 1 && fields.front().empty()) continue;
    if (table.columns.empty()) {
      table.columns = std::move(fields);
      std::vector<std::string> names = table.columns;
      std::sort(names.begin(), names.end());
      if (std::adjacent_find(names.begin(), names.end()) != names.end()) reader.fail(line, "two columns have the same name");
    } else if (fields.size() != table.columns.size()) {
      reader.fail(line, "has " + std::to_string(fields.size()) + " fields, the header names " +
                            std::to_string(table.columns.size()) + " columns");
    } else {
      table.rows.push_back({line, std::move(fields)});
    }
  }
  return table;
}

char find_delimiter(std::string_view text) {
  bool quoted = false;
  for (const char c : text.substr(0, text.find('\n'))) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\t' || c == ',' || c == ';')) return c;
  }
  return ',';
}

}  // namespace klinker
