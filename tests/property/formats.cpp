#include "catch.h"
#include "conllu_check.h"
#include "klinker/error.h"
#include "klinker/tokenize/conllu.h"
#include "klinker/tokenize/paragraph.h"
#include "klinker/tokenize/vertical.h"
#include "random_text.h"

using namespace klinker;
using klinker::testing::random_text;

namespace {

template <class Reader>
std::string restore(std::string_view written) {
  Reader reader;
  std::string out;
  for (const std::string_view line : klinker::testing::split(written, '\n')) reader.read(line, out);
  return out;
}

}  // namespace

TEST_CASE("CoNLL-U and vertical text of any text are well formed and give it back", "[property]") {
  for (const TokenizerProfile profile : {TokenizerProfile::standard, TokenizerProfile::clinical}) {
    const Tokenizer tokenizer({.profile = profile, .abbreviations = {}});
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
      const std::string text = random_text(seed, 60);
      const Tokenization tokens = tokenizer.tokenize(text);
      const DocumentPart part{.text = text, .tokenization = tokens, .tokenizer = tokenizer, .id = random_text(seed + 1, 5)};
      std::string conllu, vertical;
      append_conllu(conllu, part);
      append_vertical(vertical, part, find_quotations(text, tokens));
      INFO(text);
      REQUIRE(restore<VerticalReader>(vertical) == text);
      REQUIRE(conllu.empty() == tokens.tokens.empty());
      REQUIRE(klinker::testing::conllu_problem(conllu) == "");
      if (!conllu.empty()) REQUIRE(restore<ConlluReader>(conllu) == text);
    }
  }
}

TEST_CASE("readers of corpus formats take anything", "[property]") {
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    const std::string text = random_text(seed, 60);
    std::string out;
    VerticalReader vertical;
    ConlluReader conllu;
    for (const std::string_view line : klinker::testing::split(text, '\n')) {
      vertical.read(line, out);
      try {
        conllu.read(line, out);
      } catch (const Error& error) {
        REQUIRE(error.code() == ErrorCode::wrong_value);
      }
    }
  }
}

TEST_CASE("quotations lie on tokens, one in the other or apart, inside one paragraph", "[property]") {
  const Tokenizer tokenizer;
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    const std::string text = random_text(seed, 80);
    const Tokenization tokens = tokenizer.tokenize(text);
    const auto paragraphs = find_paragraphs(text, tokens);
    std::vector<Quotation> around;
    for (const Quotation& quotation : find_quotations(text, tokens)) {
      REQUIRE(quotation.first_token + 1 < quotation.last_token);
      REQUIRE(quotation.span ==
              Span{tokens.tokens[quotation.first_token].span.start, tokens.tokens[quotation.last_token - 1].span.end});
      REQUIRE(std::any_of(paragraphs.begin(), paragraphs.end(),
                          [&](const Paragraph& p) { return p.span.contains(quotation.span); }));
      while (!around.empty() && around.back().span.end <= quotation.span.start) around.pop_back();
      if (!around.empty()) REQUIRE(around.back().span.contains(quotation.span));
      around.push_back(quotation);
    }
  }
}
