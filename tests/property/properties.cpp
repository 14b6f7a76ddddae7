#include <algorithm>

#include "catch.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/corpus/json.h"
#include "klinker/corpus/record.h"
#include "klinker/error.h"
#include "klinker/normalize/normalizer.h"
#include "klinker/text/mapped_text.h"
#include "klinker/text/offset_map.h"
#include "klinker/tokenize/tokenizer.h"
#include "random_text.h"

using namespace klinker;
using klinker::testing::random_text;

namespace {

constexpr std::uint32_t kCases = 3000;
constexpr std::size_t kLength = 60;

bool is_boundary(std::string_view text, std::size_t at) { return at == text.size() || !is_continuation(text[at]); }

}  // namespace

TEST_CASE("offsets: there and back again, and growing with the text", "[property]") {
  for (std::uint32_t seed = 0; seed < kCases; ++seed) {
    const std::string text = random_text(seed, kLength);
    for (const OffsetUnit unit : {OffsetUnit::utf8, OffsetUnit::code_point, OffsetUnit::utf16}) {
      const OffsetMap map(text, unit);
      std::size_t count = 0;
      for (std::size_t byte = 0; byte < text.size();) {
        REQUIRE(map.from_bytes(byte) == count);
        REQUIRE(map.to_bytes(count) == byte);
        const std::size_t start = byte;
        const char32_t c = next_code_point(text, byte);
        count += unit == OffsetUnit::utf8 ? byte - start : unit == OffsetUnit::utf16 && c > 0xFFFF ? 2 : 1;
      }
      REQUIRE(map.from_bytes(text.size()) == count);
    }
  }
}

TEST_CASE("mapped text: what did not change lies where the map says", "[property]") {
  for (std::uint32_t seed = 0; seed < kCases; ++seed) {
    const std::string text = random_text(seed, kLength);
    for (const MappedText& mapped : {to_nfc(text), fold_case(text)}) {
      REQUIRE(mapped.to_original({0, mapped.text().size()}) == Span{0, text.size()});
      std::size_t previous = 0;
      for (std::size_t byte = 0; byte < mapped.text().size();) {
        const std::size_t start = byte;
        next_code_point(mapped.text(), byte);
        const Span original = mapped.to_original({start, byte});
        REQUIRE(original.end <= text.size());
        REQUIRE(is_boundary(text, original.start));
        REQUIRE(is_boundary(text, original.end));
        REQUIRE(original.end >= previous);
        previous = original.end;
      }
    }
  }
}

TEST_CASE("tokens lie in order on character boundaries, and nothing but white space is left out", "[property]") {
  for (const TokenizerProfile profile : {TokenizerProfile::standard, TokenizerProfile::social, TokenizerProfile::clinical}) {
    const Tokenizer tokenizer({.profile = profile, .abbreviations = {}});
    for (std::uint32_t seed = 0; seed < kCases; ++seed) {
      const std::string text = random_text(seed, kLength);
      const Tokenization result = tokenizer.tokenize(text);
      std::size_t end = 0, index = 0;
      const auto require_white_space = [&](std::size_t from, std::size_t to) {
        for (const char c : text.substr(from, to - from))
          // White space above ASCII is more than one byte; a token would hold its first byte too.
          REQUIRE((static_cast<signed char>(c) < 0 || c == ' ' || (c >= '\t' && c <= '\r')));
      };
      for (const Token& token : result.tokens) {
        REQUIRE(token.span.start >= end);
        REQUIRE(token.span.end > token.span.start);
        REQUIRE(is_boundary(text, token.span.start));
        REQUIRE(is_boundary(text, token.span.end));
        require_white_space(end, token.span.start);
        end = token.span.end;
      }
      require_white_space(end, text.size());
      for (const Sentence& sentence : result.sentences) {
        REQUIRE(sentence.first_token == index);
        REQUIRE(sentence.last_token > index);
        index = sentence.last_token;
        REQUIRE(sentence.span == Span{result.tokens[sentence.first_token].span.start, result.tokens[index - 1].span.end});
      }
      REQUIRE(index == result.tokens.size());
    }
  }
}

TEST_CASE("edits say what stands in the original, and can be undone", "[property]") {
  const Normalizer normalizer;
  for (std::uint32_t seed = 0; seed < kCases; ++seed) {
    const std::string text = random_text(seed, kLength);
    const Normalization result = normalizer.normalize(text);
    std::size_t end = 0, end_of_result = 0;
    for (const Edit& edit : result.edits) {
      REQUIRE(edit.span.start >= end);
      REQUIRE(edit.span.end > edit.span.start);
      REQUIRE(edit.span.end <= text.size());
      REQUIRE(is_boundary(text, edit.span.start));
      REQUIRE(is_boundary(text, edit.span.end));
      REQUIRE(edit.span.of(text) != edit.replacement);
      // Between edits both texts are the same, and where one is the result has its replacement.
      const std::string kept = text.substr(end, edit.span.start - end);
      REQUIRE(result.text.compare(end_of_result, kept.size(), kept) == 0);
      end_of_result += kept.size();
      REQUIRE(result.text.compare(end_of_result, edit.replacement.size(), edit.replacement) == 0);
      end_of_result += edit.replacement.size();
      end = edit.span.end;
    }
    REQUIRE(result.text.substr(end_of_result) == text.substr(end));
    REQUIRE(apply_edits(text, result.edits) == result.text);
    REQUIRE(apply_edits(result.text, invert_edits(text, result.edits)) == text);
    REQUIRE_FALSE(find_invalid_utf8(result.text));
  }
}

TEST_CASE("an edit of each kind is what its kind says", "[property]") {
  const Normalizer normalizer({.profile = NormalizerProfile::moderation});
  const auto spaces = [](std::string_view text) { return std::count(text.begin(), text.end(), ' '); };
  std::size_t edits = 0;
  for (std::uint32_t seed = 0; seed < kCases; ++seed) {
    const std::string text = random_text(seed, kLength);
    for (const Edit& edit : normalizer.normalize(text).edits) {
      const std::string original(edit.span.of(text));
      CAPTURE(original, edit.replacement, edit.kind);
      REQUIRE(edit.confidence > 0);
      REQUIRE(edit.confidence <= 1);
      REQUIRE_NOTHROW(variety(edit.variety));
      if (edit.kind == "case") REQUIRE(fold_case(original).text() == fold_case(edit.replacement).text());
      if (edit.kind == "merge") REQUIRE(spaces(edit.replacement) == 0);
      if (edit.kind == "split") REQUIRE(spaces(edit.replacement) == 1);
      REQUIRE((edit.kind == "codeword") == !edit.reason.empty());
      ++edits;
    }
  }
  REQUIRE(edits > kCases / 4);
}

TEST_CASE("tokens come out as many as they went in, and their edits make them", "[property]") {
  const Normalizer normalizer;
  const Tokenizer tokenizer;
  for (std::uint32_t seed = 0; seed < kCases; ++seed) {
    const std::string text = random_text(seed, kLength);
    std::vector<std::string> tokens;
    for (const Token& token : tokenizer.tokenize(text).tokens) tokens.emplace_back(token.span.of(text));
    const NormalizedTokens result = normalizer.normalize(tokens);
    REQUIRE(result.norm.size() == tokens.size());
    std::size_t end = 0;
    for (const Edit& edit : result.edits) {
      REQUIRE(edit.span.start >= end);
      REQUIRE(edit.span.end > edit.span.start);
      REQUIRE(edit.span.end <= tokens.size());
      tokens[edit.span.start] = edit.replacement;
      for (std::size_t t = edit.span.start + 1; t < edit.span.end; ++t) tokens[t].clear();
      end = edit.span.end;
    }
    REQUIRE(tokens == result.norm);
  }
}

TEST_CASE("summaries stay within their ratio and inside the record", "[property]") {
  const Summarizer summarizer;
  std::size_t summaries = 0;
  for (std::uint32_t seed = 0; seed < kCases / 3; ++seed) {
    const std::string text = random_text(seed, 4 * kLength);
    for (const double ratio : {0.05, 0.33, 1.0}) {
      std::vector<Statement> statements;
      try {
        statements = summarizer.summarize(text, {.max_ratio = ratio});
        ++summaries;
      } catch (const Error&) {
        continue;  // too many control characters to be a record
      }
      std::vector<bool> cited(text.size());
      for (const Statement& statement : statements) {
        std::vector<Span> places = statement.also;
        places.push_back(statement.span);
        for (const Span place : places) {
          REQUIRE(place.start < place.end);
          REQUIRE(place.end <= text.size());
          REQUIRE(is_boundary(text, place.start));
          REQUIRE(is_boundary(text, place.end));
          std::fill(cited.begin() + static_cast<std::ptrdiff_t>(place.start), cited.begin() + static_cast<std::ptrdiff_t>(place.end), true);
        }
      }
      const auto bytes = static_cast<double>(std::count(cited.begin(), cited.end(), true));
      REQUIRE(bytes <= ratio * static_cast<double>(text.size()));
    }
  }
  REQUIRE(summaries > kCases / 4);
}

TEST_CASE("a record of any text comes back as it went in", "[property]") {
  RecordParser parser;
  for (std::uint32_t seed = 0; seed < kCases; ++seed) {
    const std::string text = random_text(seed, kLength);
    const std::string line = "{\"text\":" + json_string(text) + ",\"x\":" + json_string(random_text(seed + 1, 9)) + "}";
    const Record record = parser.parse(line);
    REQUIRE_FALSE(record.error());
    REQUIRE(record.text() == text);
    REQUIRE(record.to_json() == line);
  }
}
