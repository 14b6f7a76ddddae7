#include "klinker/classify/example.h"

#include <simdjson.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "klinker/corpus/conll.h"
#include "klinker/corpus/delimited.h"
#include "klinker/corpus/line_sample.h"
#include "klinker/corpus/record.h"
#include "klinker/corpus/text_file.h"
#include "klinker/error.h"
#include "klinker/text/mapped_text.h"

namespace klinker {
namespace {

constexpr char kLabelSeparator = '|';

bool one_label(Task task) { return task == Task::text || task == Task::pair; }

// What the fields mean for the task; messages name the record by `where`.
Example checked(Example example, Task task, const std::string& where) {
  const auto wrong = [&](const std::string& what) { throw Error(ErrorCode::wrong_value, where + ": " + what); };
  const auto empty = [](const std::string& item) { return item.empty(); };
  if (std::any_of(example.labels.begin(), example.labels.end(), empty)) wrong("a label is empty");
  if (task != Task::token) return example;
  if (example.tokens.empty()) wrong("\"tokens\" is empty");
  if (std::any_of(example.tokens.begin(), example.tokens.end(), empty)) wrong("a token is empty");
  if (example.tokens.size() != example.tags.size())
    wrong("has " + std::to_string(example.tokens.size()) + " tokens and " + std::to_string(example.tags.size()) + " tags");
  if (!std::all_of(example.tags.begin(), example.tags.end(), is_bio_tag)) wrong("tags are O, or B- or I- with a type");
  to_bio(example.tags);
  return example;
}

// Reads the fields of JSON records.
class JsonExamples {
 public:
  JsonExamples(Task task, const std::string& path) : task_(task), path_(path) {}

  Example read(std::string_view line, std::size_t number) {
    const std::string where = line_place(path_, number);
    const Record record = records_.parse(line);
    if (record.error()) throw Error(record.error()->code(), where + ": " + record.error()->what());
    Example example;
    if (task_ == Task::token) {
      if (!record.has_tokens()) throw Error(ErrorCode::missing_text, where + ": has no field \"tokens\"");
      example.tokens = record.tokens();
      example.tags = strings(record, "tags", where);
    } else {
      example.text = record.text();
      if (task_ == Task::pair) example.text_pair = string(record, "text_pair", where);
      if (one_label(task_)) example.labels = {string(record, "label", where)};
      else example.labels = strings(record, "labels", where);
    }
    return checked(std::move(example), task_, where);
  }

 private:
  simdjson::dom::element value(const Record& record, const char* field, const std::string& where) {
    const auto json = record.field(field);
    if (!json) throw Error(ErrorCode::wrong_type, where + ": has no field \"" + field + "\"");
    simdjson::dom::element element;
    if (parser_.parse(std::string(*json)).get(element) != simdjson::SUCCESS) fail(field, "valid JSON", where);
    return element;
  }
  std::string string(const Record& record, const char* field, const std::string& where) {
    std::string_view text;
    if (value(record, field, where).get(text) != simdjson::SUCCESS) fail(field, "a string", where);
    return std::string(text);
  }
  std::vector<std::string> strings(const Record& record, const char* field, const std::string& where) {
    simdjson::dom::array array;
    if (value(record, field, where).get(array) != simdjson::SUCCESS) fail(field, "a list of strings", where);
    std::vector<std::string> out;
    for (const simdjson::dom::element item : array) {
      std::string_view text;
      if (item.get(text) != simdjson::SUCCESS) fail(field, "a list of strings", where);
      out.emplace_back(text);
    }
    return out;
  }
  [[noreturn]] static void fail(const char* field, const char* wanted, const std::string& where) {
    throw Error(ErrorCode::wrong_type, where + ": \"" + field + "\" must be " + wanted);
  }

  Task task_;
  const std::string& path_;
  RecordParser records_;
  simdjson::dom::parser parser_;
};

std::vector<std::string> split_labels(std::string_view field) {
  std::vector<std::string> labels;
  for (std::size_t start = 0; start < field.size();) {
    const std::size_t end = std::min(field.find(kLabelSeparator, start), field.size());
    labels.emplace_back(field.substr(start, end - start));
    start = end + 1;
  }
  return labels;
}

void read_table(const std::string& bytes, const std::string& path, Task task, std::vector<Example>& out) {
  const DelimitedTable table = parse_delimited(bytes, find_delimiter(bytes), path);
  const auto column = [&](const char* name) {
    if (const auto found = table.column(name)) return *found;
    throw Error(ErrorCode::invalid_table, line_place(path, 1) + ": the header names no column " + name);
  };
  const std::size_t text = column("text");
  const std::size_t pair = task == Task::pair ? column("text_pair") : 0;
  const std::size_t label = column(one_label(task) ? "label" : "labels");
  for (const DelimitedTable::Row& row : table.rows) {
    Example example;
    example.text = row.fields[text];
    if (task == Task::pair) example.text_pair = row.fields[pair];
    if (one_label(task)) example.labels = {row.fields[label]};
    else example.labels = split_labels(row.fields[label]);
    out.push_back(checked(std::move(example), task, line_place(path, row.line)));
  }
}

bool is_table(std::string_view path) {
  for (const std::string_view compressed : {".gz", ".zst"})
    if (path.ends_with(compressed)) path.remove_suffix(compressed.size());
  return path.ends_with(".csv") || path.ends_with(".tsv");
}

void add_file(const std::string& path, Task task, std::vector<Example>& out) {
  const std::string bytes = read_text_file(path);
  if (task != Task::token && is_table(path)) return read_table(bytes, path, task, out);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  if (task == Task::token && first != std::string::npos && bytes[first] != '{') {
    for (ConllSentence& sentence : parse_conll(bytes, path)) {
      Example example;
      example.tokens = std::move(sentence.tokens);
      example.tags = std::move(sentence.tags);
      out.push_back(std::move(example));
    }
    return;
  }
  JsonExamples records(task, path);
  for_each_line(bytes, [&](std::string_view line, std::size_t number) {
    if (line.find_first_not_of(" \t") != std::string_view::npos) out.push_back(records.read(line, number));
  });
}

}  // namespace

std::vector<Example> read_examples(const std::vector<std::string>& paths, Task task) {
  std::vector<Example> out;
  for (const std::string& path : paths) add_file(path, task, out);
  return out;
}

std::vector<Example> label_lines(const std::vector<std::string>& paths, const std::string& label, std::size_t limit,
                                 std::uint64_t seed) {
  std::vector<Example> out;
  for (const std::string& path : paths)
    for (std::string& line : sample_lines({path}, {.limit = limit, .seed = seed}))
      out.push_back({.text = std::move(line), .labels = label.empty() ? std::vector<std::string>() : std::vector{label}});
  return out;
}

std::vector<std::string> labels_of(const std::vector<Example>& examples, Task task) {
  std::set<std::string> labels;
  for (const Example& example : examples) {
    labels.insert(example.labels.begin(), example.labels.end());
    for (const std::string& tag : example.tags)
      if (tag != "O") labels.insert(tag.substr(2));
  }
  if (task != Task::token) return {labels.begin(), labels.end()};
  std::vector<std::string> tags = {"O"};
  for (const std::string& type : labels) {
    tags.push_back("B-" + type);
    tags.push_back("I-" + type);
  }
  return tags;
}

std::string content_key(const Example& example) {
  std::string key = example.text + '\n' + example.text_pair;
  for (const std::string& token : example.tokens) key += ' ' + token;
  return fold_case(key).text();
}

}  // namespace klinker
