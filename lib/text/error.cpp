#include "klinker/error.h"

namespace klinker {

std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage: return "usage";
    case ErrorCode::io: return "io";
    case ErrorCode::invalid_utf8: return "invalid_utf8";
    case ErrorCode::invalid_json: return "invalid_json";
    case ErrorCode::not_an_object: return "not_an_object";
    case ErrorCode::missing_text: return "missing_text";
    case ErrorCode::wrong_type: return "wrong_type";
    case ErrorCode::wrong_value: return "wrong_value";
    case ErrorCode::record_too_long: return "record_too_long";
    case ErrorCode::invalid_table: return "invalid_table";
    case ErrorCode::invalid_model: return "invalid_model";
    case ErrorCode::internal: return "internal";
    case ErrorCode::unsupported: return "unsupported";
  }
  return "unknown";
}

}  // namespace klinker
