#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace klinker {

/// What went wrong; `name(code)` gives the word that stands in `"error":{"code":…}`.
enum class ErrorCode {
  usage,            ///< a command or call was used wrongly
  io,               ///< a file or pipe could not be read or written
  invalid_utf8,     ///< bytes that are not UTF-8
  invalid_json,     ///< a line that is not one JSON value
  not_an_object,    ///< a line that is something else than a JSON object
  missing_text,     ///< neither "text" nor "tokens" in a record
  wrong_type,       ///< a field of another type than the command needs
  wrong_value,      ///< a field or option of the right type with an impossible value
  record_too_long,  ///< a record over the size limit
  invalid_table,    ///< a table file with a line that does not fit its columns
  invalid_model,    ///< a model folder or file that is damaged or incomplete
  internal,         ///< a failure that is none of the caller's making
  unsupported,      ///< well formed, but not something this version can do
};

std::string_view name(ErrorCode code);

/// The one exception family of the library. The message says what was wrong, where, and what to do; it never holds
/// the text of a record.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace klinker
