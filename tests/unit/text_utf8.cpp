#include "catch.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

using namespace klinker;

TEST_CASE("valid UTF-8 is accepted", "[text]") {
  for (const std::string_view text : {"", "fiets", "één", "€ 5", "👨‍👩‍👧", "\xF4\x8F\xBF\xBF", "\xEE\x80\x80"})
    CHECK_FALSE(find_invalid_utf8(text));
  CHECK_FALSE(find_invalid_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("every kind of ill-formed sequence is found where it starts, in every position", "[text]") {
  // Table 3-7 of the Unicode standard: stray continuation, overlong forms, surrogates, too large, cut off.
  for (const std::string_view bad : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80",
                                     "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE",
                                     "\xFF"})
    for (std::size_t before = 0; before < 140; ++before)
      for (const std::string_view after : {"", "x", "é"}) {
        const std::string text = std::string(before, 'a') + std::string(bad) + std::string(after);
        const auto found = find_invalid_utf8(text);
        REQUIRE(found);
        REQUIRE(*found == before);
      }
}

TEST_CASE("the error names the byte", "[text]") {
  try {
    require_utf8("abc\xFFz");
    FAIL("no exception");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_utf8);
    CHECK(std::string(error.what()).find("byte 3") != std::string::npos);
  }
}

TEST_CASE("code points are read both ways and written back", "[text]") {
  const std::string text = "aé€👍z";
  std::string copy;
  std::vector<char32_t> forward, backward;
  for (std::size_t at = 0; at < text.size();) forward.push_back(next_code_point(text, at));
  for (std::size_t at = text.size(); at > 0;) backward.push_back(previous_code_point(text, at));
  CHECK(forward == std::vector<char32_t>{'a', U'é', U'€', U'👍', 'z'});
  CHECK(std::vector<char32_t>(backward.rbegin(), backward.rend()) == forward);
  for (const char32_t c : forward) append_utf8(copy, c);
  CHECK(copy == text);
}
