#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "klinker/error.h"
#include "klinker/text/span.h"

namespace klinker {

/// Where a record stands in the input of a batch run. A document is a file where files are read by paragraph, else a record.
struct RecordPlace {
  std::string_view file;         ///< "-" is standard input
  std::size_t line = 1;          ///< of its start
  std::size_t document = 1;      ///< counted over all inputs
  std::size_t part = 1;          ///< counted in its document
  bool first = true;             ///< begins its document
  bool last = true;              ///< ends it
  bool continues = false;        ///< begins inside a paragraph or line that was too long for one record
  bool continued = false;        ///< ends inside one
  bool byte_order_mark = false;  ///< one stood before it
};

/// One unit of work in a batch: a line of plain text, a whole file, or a JSON object. What a command adds is set here;
/// everything else of a JSON record keeps its bytes.
class Record {
 public:
  Record(Record&&) = default;
  Record& operator=(Record&&) = default;

  /// A record of plain text. Throws Error(invalid_utf8).
  static Record from_text(std::string_view text);

  bool is_json() const { return !raw_.empty(); }

  /// The text; for a record without "text" its tokens joined by spaces.
  const std::string& text() const { return text_; }
  bool has_text() const { return has_text_; }
  bool has_tokens() const { return has_tokens_; }
  const std::vector<std::string>& tokens() const { return tokens_; }

  /// Where the tokens of a record without its own text stand in `text()`; empty ones are left out.
  std::vector<Span> token_spans() const;

  /// The bytes of a field's value, for a command that reads more than text.
  std::optional<std::string_view> field(std::string_view name) const;

  /// Adds a field, or replaces the one of that name. `json` is a JSON value.
  void set(std::string name, std::string json);

  /// What the output shows for this record where it is not JSON, without the last line end.
  void print(std::string text) { print_exactly(std::move(text) += '\n'); }

  /// The same with its line ends, as many as there are.
  void print_exactly(std::string text) { printed_ = std::move(text); }
  const std::string& printed() const { return printed_; }

  void set_place(const RecordPlace& place) { place_ = place; }
  const RecordPlace& place() const { return place_; }

  /// Turns the record into an error record.
  void fail(Error error) { error_ = std::move(error); }
  const std::optional<Error>& error() const { return error_; }

  /// Held "error" already when it was read, from an earlier command: passes through untouched.
  bool passes_through() const { return passes_through_; }

  /// The record as one line of JSON without the line end: `{"id":…,"error":{…}}` where it failed.
  std::string to_json() const;

 private:
  friend class RecordParser;
  struct Field {
    std::string name;
    std::string_view bytes;  // from the key's first quote to the end of the value
    std::string_view value;
  };

  Record() = default;

  std::vector<char> raw_;  // the line, and padding that simdjson may read; the views below point into it
  std::size_t raw_size_ = 0;
  std::vector<Field> fields_;
  std::string text_;
  std::vector<std::string> tokens_;
  bool has_text_ = false;
  bool has_tokens_ = false;
  bool passes_through_ = false;
  std::vector<std::pair<std::string, std::string>> added_;
  std::string printed_ = "\n";
  RecordPlace place_;
  std::optional<Error> error_;
};

/// Reads JSON records. Keeps its buffers between calls; one for each thread.
class RecordParser {
 public:
  RecordParser();
  ~RecordParser();

  /// Reads one JSON object with a string field "text" (without lone surrogates) or an array of strings "tokens".
  /// A line that is not such an object comes back as a record that has failed, with its id where that could be read.
  Record parse(std::string_view line);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace klinker
