#include "catch.h"
#include "conllu_check.h"
#include "klinker/error.h"
#include "klinker/tokenize/conllu.h"
#include "klinker/tokenize/token_filter.h"
#include "klinker/tokenize/vertical.h"

using namespace klinker;
using klinker::testing::conllu_problem;
using klinker::testing::split;

namespace {

template <class Reader>
std::string restore(std::string_view written) {
  Reader reader;
  std::string out;
  for (const std::string_view line : split(written, '\n')) reader.read(line, out);
  return out;
}

std::string conllu(std::string_view text) {
  const Tokenizer tokenizer;
  const Tokenization tokens = tokenizer.tokenize(text);
  std::string out;
  append_conllu(out, {.text = text, .tokenization = tokens, .tokenizer = tokenizer, .id = "a"});
  return out;
}

std::string vertical(std::string_view text) {
  const Tokenizer tokenizer;
  const Tokenization tokens = tokenizer.tokenize(text);
  std::string out;
  append_vertical(out, {.text = text, .tokenization = tokens, .tokenizer = tokenizer, .id = "a"},
                  find_quotations(text, tokens));
  return out;
}

}  // namespace

TEST_CASE("CoNLL-U: sentences, paragraphs, spaces and types", "[tokenize]") {
  CHECK(conllu("Kom je?  Ja\n\nOm 12:30.\n") ==
        "# newdoc id = a\n# newpar\n# sent_id = 1-1-1\n# text = Kom je?\n"
        "1\tKom\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "2\tje\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
        "3\t?\t_\t_\t_\t_\t_\t_\t_\tSpacesAfter=\\s\\s|TokenType=punctuation\n\n"
        "# sent_id = 1-1-2\n# text = Ja\n"
        "1\tJa\t_\t_\t_\t_\t_\t_\t_\tSpacesAfter=\\n\\n\n\n"
        "# newpar\n# sent_id = 1-1-3\n# text = Om 12:30.\n"
        "1\tOm\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "2\t12:30\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|TokenType=time\n"
        "3\t.\t_\t_\t_\t_\t_\t_\t_\tSpacesAfter=\\n|TokenType=punctuation\n\n");
  CHECK(conllu(" \n").empty());
}

TEST_CASE("CoNLL-U: what FORM cannot hold stands in SpacesInToken", "[tokenize]") {
  for (const std::string text : {"cafe\u0301", "a \x01 b", "\u0301 x", "= \u0338", "\x7F"}) {
    const std::string file = conllu(text);
    INFO(file);
    CHECK(file.find("SpacesInToken=") != std::string::npos);
    CHECK(conllu_problem(file).empty());
    CHECK(restore<ConlluReader>(file) == text);
  }
  CHECK(conllu("cafe\u0301").find("1\tcafé\t") != std::string::npos);
}

TEST_CASE("CoNLL-U of other programs", "[tokenize]") {
  CHECK(restore<ConlluReader>(
            "# newdoc\n# newpar\n1-2\tda's\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n1\tda\t_\t_\t_\t_\t_\t_\t_\t_\n"
            "2\ts\t_\t_\t_\t_\t_\t_\t_\t_\n3\t!\t_\t_\t_\t_\t_\t_\t_\t_\n\n1\tJa\t_\t_\t_\t_\t_\t_\t_\t_\n1.1\tx\t_\t_\t_\t_"
            "\t_\t_\t_\t_\n\n"
            "# newpar\n1\tNee\t_\t_\t_\t_\t_\t_\t_\tSpacesAfter=\\s\\p\\\\\\q\n\n# newdoc id = "
            "b\n1\tOh\t_\t_\t_\t_\t_\t_\t_\t_\n\n") == "da's! Ja\n\nNee |\\\\q\nOh");
  std::string out;
  for (const std::string_view line : {"1\tx", "x\ty\t_\t_\t_\t_\t_\t_\t_\t_",
                                      "99999999999999999999\ty\t_\t_\t_\t_\t_\t_\t_\t_", "1-\ty\t_\t_\t_\t_\t_\t_\t_\t_"})
    CHECK_THROWS_AS(ConlluReader().read(line, out), Error);
}

TEST_CASE("the check of CoNLL-U finds what is wrong", "[tokenize]") {
  const std::string good = conllu("Kom je? Ja.");
  CHECK(conllu_problem(good).empty());
  const auto broken = [&](std::string_view from, std::string_view to) {
    std::string file = good;
    file.replace(file.find(from), from.size(), to);
    return conllu_problem(file);
  };
  CHECK(broken("# text = Kom je?", "# text = Kom je ?") == "# text is not the words");
  CHECK(broken("2\tje", "3\tje") == "words are not numbered 1 to n");
  CHECK(broken("1\tKom\t_", "1\tKom") == "not ten columns");
  CHECK(broken("\tKom\t", "\tKom \t").starts_with("an empty column"));
  CHECK(broken("\tKom\t", "\t\t").starts_with("an empty column"));
  CHECK(broken("1-1-2", "1-1-1") == "sent_id");
  CHECK(broken("\tKom\t", "\te\u0301\t") == "not in form NFC");
  CHECK(broken("\n\n# sent", "\n\n\n# sent") == "an empty line too many");
}

TEST_CASE("vertical text: structures, glue and quotations", "[tokenize]") {
  CHECK(
      vertical("\"Kom,\" zei <b>.\n") ==
      "<doc id=\"a\">\n<p>\n<s "
      "id=\"1-1-1\">\n<q>\n\"\tpunctuation\n<g/>\nKom\tword\n<g/>\n,\tpunctuation\n<g/>\n\"\tpunctuation\n</q>\nzei\tword\n"
      "&lt;\tsymbol\n<g/>\nb\tword\n<g/>\n&gt;\tsymbol\n<g/>\n.\tpunctuation\n</s>\n</p>\n<space value=\"\\n\"/>\n</doc>\n");
  CHECK(restore<VerticalReader>(vertical(" \n ")) == " \n ");
  CHECK(restore<VerticalReader>(
            "<doc>\n<p>\n<s>\nKom\tVERB\n<g/>\n!\n</s>\n</p>\n<p class=\"x\">\n<s>\nA&amp;B&#33;&#x;&unknown;\n</s>\n</p>\n"
            "</doc>\n<doc>\nx\n</doc>\n") == "Kom!\n\nA&B!&#x;&unknown;\nx");
}

TEST_CASE("a document in parts is the same document", "[tokenize]") {
  const Tokenizer tokenizer;
  const std::string_view parts[] = {"Een zin. En ", "nog een.\n\n ", "Einde"};
  std::string lines, columns, whole;
  for (std::size_t i = 0; i < 3; ++i) {
    const Tokenization tokens = tokenizer.tokenize(parts[i]);
    const DocumentPart part{.text = parts[i],
                            .tokenization = tokens,
                            .tokenizer = tokenizer,
                            .part = i + 1,
                            .first = i == 0,
                            .last = i == 2,
                            .continues = i == 1,
                            .continued = i == 0,
                            .before = i == 0 ? "\uFEFF" : "",
                            .after = i == 2 ? "\n" : ""};
    append_vertical(lines, part);
    append_conllu(columns, part);
    whole += part.before;
    whole += part.text;
    whole += part.after;
  }
  CHECK(restore<VerticalReader>(lines) == whole);
  CHECK(restore<ConlluReader>(columns) == whole);
  CHECK(conllu_problem(columns).empty());
  const auto count = [](std::string_view text, std::string_view what) {
    std::size_t n = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string_view::npos; at += what.size()) ++n;
    return n;
  };
  CHECK(count(columns, "# newdoc") == 1);
  CHECK(count(columns, "# newpar") == 2);
  for (const std::string_view tag : {"<doc>", "</doc>"}) CHECK(count(lines, tag) == 1);
  for (const std::string_view tag : {"<p>", "</p>"}) CHECK(count(lines, tag) == 2);
}

TEST_CASE("tokens in lower case, without punctuation, or replaced", "[tokenize]") {
  const Tokenizer tokenizer;
  const std::string_view text = "ÉÉN, twee...\n\n(Zie www.klinker.example) IJs--ja!";
  const Tokenization tokens = tokenizer.tokenize(text);
  const auto show = [&](TokenFilterOptions options) {
    return TokenFilter(std::move(options)).apply(text, tokens, tokenizer).text;
  };
  CHECK(show({.lowercase = true}) == "één, twee...\n\n(zie www.klinker.example) ijs--ja!");
  CHECK(show({.no_punctuation = true, .replacements = {{"url", "URL"}}}) == "ÉÉN twee\n\nZie URL IJs ja");
  const FilteredText filtered = TokenFilter({.no_punctuation = true}).apply(text, tokens, tokenizer);
  REQUIRE(filtered.tokens.size() == filtered.tokenization.tokens.size());
  for (std::size_t i = 0; i < filtered.tokens.size(); ++i)
    CHECK(filtered.tokenization.tokens[i].span.of(filtered.text) == tokens.tokens[filtered.tokens[i]].span.of(text));
  const std::string_view marks = "a - b ... ! c";
  const Tokenization of_marks = tokenizer.tokenize(marks);
  const FilteredText empty =
      TokenFilter({.replacements = {{"word", ""}, {"punctuation", ""}}}).apply(marks, of_marks, tokenizer);
  CHECK(empty.tokenization.sentences.empty());
  CHECK(TokenFilter({}).empty());
}
