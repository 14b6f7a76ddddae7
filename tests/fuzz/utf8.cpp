// UTF-8: what counts as valid, walking forth and back, places in other units.

#include <unicode/utf8.h>

#include <vector>

#include "fuzz.h"
#include "klinker/error.h"
#include "klinker/text/offset_map.h"

using namespace klinker;
using namespace klinker::fuzz;

namespace {

// Unicode 15, table 3-7, written out: the length of the well-formed sequence at `at`, or 0.
std::size_t well_formed(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const auto tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool fits = (first != 0xE0 || second >= 0xA0) && (first != 0xED || second <= 0x9F);
    return fits && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool fits = (first != 0xF0 || second >= 0x90) && (first != 0xF4 || second <= 0x8F);
    return fits && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

void check_map(std::string_view text, OffsetUnit unit, const std::vector<std::size_t>& starts) {
  const OffsetMap map(text, unit);
  std::size_t count = 0, start = 0;
  for (const std::size_t at : starts) {
    if (unit == OffsetUnit::utf8) count = at;
    else if (at > 0) count += unit == OffsetUnit::utf16 && at - start == 4 ? 2 : 1;
    start = at;
    require(map.from_bytes(at) == count && map.to_bytes(count) == at, "a place goes to a unit and back");
  }
  const auto refused = [](auto call) {
    try {
      call();
    } catch (const Error& error) {
      return error.code() == ErrorCode::wrong_value;
    }
    return false;
  };
  require(refused([&] { (void)map.to_bytes(count + 1); }), "a place past the end is refused");
  require(refused([&] { (void)map.from_bytes(text.size() + 1); }), "a place past the end is refused");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = bytes(data, size);
  std::vector<std::size_t> starts;
  std::size_t at = 0;
  for (std::size_t length = 1; at < text.size(); at += length) {
    length = well_formed(text, at);
    if (length == 0) break;
    starts.push_back(at);
  }
  const auto wrong = find_invalid_utf8(text);
  require(wrong.has_value() == (at < text.size()) && wrong.value_or(at) == at, "the first ill-formed sequence is found");
  if (wrong) return 0;

  starts.push_back(text.size());
  std::string again;
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    std::size_t forth = starts[i], back = starts[i + 1];
    const char32_t c = next_code_point(text, forth);
    require(forth == starts[i + 1], "a step goes to the next character");
    require(previous_code_point(text, back) == c && back == starts[i], "a step back undoes it");
    append_utf8(again, c);
  }
  require(again == text, "code points give the text again");
  for (const OffsetUnit unit : {OffsetUnit::utf8, OffsetUnit::code_point, OffsetUnit::utf16}) check_map(text, unit, starts);
  return 0;
}
