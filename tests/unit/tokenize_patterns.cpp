#include "catch.h"
#include "klinker/error.h"
#include "klinker/tokenize/tokenizer.h"

using namespace klinker;

namespace {

Tokenizer with_patterns(std::string patterns) {
  TokenizerOptions options;
  options.patterns = std::move(patterns);
  return Tokenizer(options);
}

// "pat-12/word X9/code": tokens with their types.
std::string show(const Tokenizer& tokenizer, std::string_view text) {
  std::string out;
  for (const Token& token : tokenizer.tokenize(text).tokens) {
    if (!out.empty()) out += ' ';
    (out += token.span.of(text)) += '/';
    out += tokenizer.type_name(token.type);
  }
  return out;
}

}  // namespace

TEST_CASE("what a user's pattern matches is one token of its type", "[tokenize]") {
  const Tokenizer tokenizer =
      with_patterns("# ours\nZH \\d{3}\\.\\d{3}\tpatient\nART-[A-Z]+:\\d+\tarticle\n\\d+ ?stuks?\tnumber\n");
  CHECK(show(tokenizer, "Zie ZH 123.456, graag.") == "Zie/word ZH 123.456/patient ,/punctuation graag/word ./punctuation");
  CHECK(show(tokenizer, "(ART-XL:7)") == "(/punctuation ART-XL:7/article )/punctuation");
  CHECK(show(tokenizer, "12 stuks") == "12 stuks/number");
  CHECK(show(tokenizer, "ART-XL:7ART-XL:8") == show(Tokenizer(), "ART-XL:7ART-XL:8"));  // not inside a word
  CHECK(show(tokenizer, "ZH 123.4567") == show(Tokenizer(), "ZH 123.4567"));
  CHECK(show(tokenizer, "ZH\n123.456") == show(Tokenizer(), "ZH\n123.456"));
}

TEST_CASE("the longest of the patterns that begin first is taken, and the table's first of equals", "[tokenize]") {
  const Tokenizer tokenizer = with_patterns("K\\d\tshort\nK\\d-\\d\tlong\nK[0-9]-[0-9]\tsame\n-\\d\tlate\n");
  CHECK(show(tokenizer, "K1 K1-2") == "K1/short K1-2/long");
}

TEST_CASE("a match is never longer than its bound, nor over a line end", "[tokenize]") {
  const Tokenizer tokenizer = with_patterns("<[^>]*>\ttag\n");
  CHECK(show(tokenizer, "<b c>") == "<b c>/tag");
  CHECK(show(tokenizer, "<b\nc>") == show(Tokenizer(), "<b\nc>"));
  const std::string within = "<" + std::string(254, 'x') + ">", beyond = "<" + std::string(255, 'x') + ">";
  CHECK(tokenizer.tokenize(within).tokens.size() == 1);
  CHECK(tokenizer.tokenize(beyond).tokens.size() > 1);
  std::string far;  // matches are found wherever in a long line they stand
  for (int i = 0; i < 3000; ++i) far += "é ";
  for (std::size_t at : {0u, 1019u, 1020u, 1021u, 1022u, 1023u, 1024u, 2047u, 5000u}) {
    while (at > 0 && far[at - 1] != ' ') ++at;
    std::string text = far;
    text.insert(at, "<b c> ");
    std::size_t tags = 0;
    for (const Token& token : tokenizer.tokenize(text).tokens) tags += tokenizer.type_name(token.type) == "tag";
    CHECK(tags == 1);
  }
}

TEST_CASE("a pattern that cannot be used is an error with its line", "[tokenize]") {
  for (const std::string bad :
       {"(\tcode\n", "a(?=b)\tcode\n", "\\1\tcode\n", "a*\tcode\n", "a\t\n", "a\tb c\n", "a\n", "x{2000}\tcode\n"}) {
    INFO(bad);
    try {
      with_patterns("# mine\n" + bad);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_table);
      CHECK(std::string(error.what()).find("line 2") != std::string::npos);
    }
  }
}
