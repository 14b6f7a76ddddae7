#include "catch.h"
#include "klinker/corpus/json.h"
#include "klinker/corpus/record.h"

using namespace klinker;

namespace {

std::string error_of(std::string_view line) {
  const Record record = RecordParser().parse(line);
  return record.error() ? std::string(name(record.error()->code())) : "none";
}

}  // namespace

TEST_CASE("a record keeps the bytes of its other fields", "[corpus]") {
  RecordParser parser;
  Record record = parser.parse(R"( { "id" : 7,"text":"caf\u00e9 \ud83d\ude00" , "n":1.0e5,"big":123456789012345678901234567890, "x":"\ud800 \/"} )");
  REQUIRE_FALSE(record.error());
  CHECK(record.text() == "café 😀");
  record.set("label", "\"a\"");
  CHECK(record.to_json() ==
        R"({"id" : 7,"text":"caf\u00e9 \ud83d\ude00" , "n":1.0e5,"big":123456789012345678901234567890, "x":"\ud800 \/","label":"a"})");
}

TEST_CASE("a field that a command writes replaces those of its name", "[corpus]") {
  RecordParser parser;
  for (const auto& [line, expected] : std::vector<std::pair<std::string, std::string>>{
           {R"({"label":1,"text":"a"})", R"({"text":"a","label":2})"},
           {R"({"text":"a","label":[1,{"b":2}],"c":3})", R"({"text":"a","c":3,"label":2})"},
           {R"({"text":"a","l\u0061bel":0,"label":1})", R"({"text":"a","label":2})"}}) {
    Record record = parser.parse(line);
    record.set("label", "1");
    record.set("label", "2");
    CHECK(record.to_json() == expected);
  }
}

TEST_CASE("bad records and their codes", "[corpus]") {
  CHECK(error_of(R"({"text":"a"})") == "none");
  CHECK(error_of(R"({"tokens":["a","b"]})") == "none");
  CHECK(error_of(R"({"text":"a","tokens":17})") == "none");
  CHECK(error_of(R"({"text":"a","error":null})") == "none");
  CHECK(error_of(R"({"id":1})") == "missing_text");
  CHECK(error_of(R"({"text":1})") == "wrong_type");
  CHECK(error_of(R"({"text":["a"]})") == "wrong_type");
  CHECK(error_of(R"({"tokens":["a",1]})") == "wrong_type");
  CHECK(error_of(R"({"tokens":"a"})") == "wrong_type");
  CHECK(error_of(R"({"text":"\ud800"})") == "wrong_value");
  CHECK(error_of(R"({"text":"\udc00x"})") == "wrong_value");
  CHECK(error_of(R"({"tokens":["\ud83d"]})") == "wrong_value");
  for (const std::string_view line : {"1", "null", "[]", "\"text\"", "tekst", "[{\"text\":\"a\"}]"}) CHECK(error_of(line) == "not_an_object");
  for (const std::string_view line :
       {R"({"text":"a")", R"({"text":"a"}})", R"({"text":"a"} {})", R"({text:"a"})", R"({"text":"a",})", R"({"text":'a'})", R"({"text":"a","n":01})",
        R"({"text":"a","n":1.})", R"({"text":"a","n":+1})", R"({"text":"a","n":nul})", R"({"text":"a","n":[1,,2]})", R"({"text":"a","n":[1 2]})",
        R"({"text":"a","n":{"b"}})", R"({"text":"a","n":"\q"})", R"({"text":"a","n":"\u12g4"})", R"({"text":"a" "n":1})", R"({"text"})", "{",
        R"({"text":"a","n":Infinity})", R"({"text":"a","n":[})"})
    CHECK(error_of(line) == "invalid_json");
  CHECK(error_of("{\"text\":\"a\xFF\"}") == "invalid_utf8");
  CHECK(error_of(std::string("{\"text\":\"a\0b\"}", 14)) == "invalid_json");
}

TEST_CASE("deep nesting is refused without using the stack up", "[corpus]") {
  for (const std::size_t depth : {2000u, 1000000u}) {
    CHECK(error_of(R"({"text":"a","x":)" + std::string(depth, '[') + std::string(depth, ']') + "}") == "invalid_json");
    std::string objects;
    for (std::size_t i = 0; i < depth; ++i) objects += "{\"a\":";
    CHECK(error_of(R"({"text":"a","x":)" + objects + "1" + std::string(depth, '}') + "}") == "invalid_json");
  }
  CHECK(error_of(R"({"text":"a","x":)" + std::string(500, '[') + std::string(500, ']') + "}") == "none");
}

TEST_CASE("error records name the id where there is one", "[corpus]") {
  RecordParser parser;
  CHECK(parser.parse(R"({"id":"a\"b","text":1})").to_json() == R"({"id":"a\"b","error":{"code":"wrong_type","message":"\"text\" is not a string"}})");
  CHECK(parser.parse(R"({"text":1})").to_json().find(R"({"id":null,)") == 0);
}

TEST_CASE("a record with an error passes through untouched", "[corpus]") {
  RecordParser parser;
  Record record = parser.parse(R"({"id":1, "error":{"code":"io"}})");
  CHECK(record.passes_through());
  record.set("x", "1");
  CHECK(record.to_json() == R"({"id":1, "error":{"code":"io"}})");
}

TEST_CASE("tokens and their places", "[corpus]") {
  const Record record = RecordParser().parse(R"({"tokens":["Ik","","ga"]})");
  CHECK(record.text() == "Ik  ga");
  CHECK(record.token_spans() == std::vector<Span>{{0, 2}, {4, 6}});
}

TEST_CASE("JSON is written as others read it", "[corpus]") {
  CHECK(json_string(std::string_view("a\"\\\n\t\x01\0é", 9)) == R"("a\"\\\n\t\u0001\u0000é")");
  CHECK(json_array({"a", "b\""}) == R"(["a","b\""])");
  const auto number = [](double value, int decimals) {
    std::string out;
    append_json_number(out, value, decimals);
    return out;
  };
  CHECK(number(0.5, 4) == "0.5");
  CHECK(number(2.0, 4) == "2");
  CHECK(number(-0.00001, 3) == "0");
  CHECK(number(1e300, 2).size() == 301);
  CHECK(number(1.0 / 0.0, 2) == "null");
}
