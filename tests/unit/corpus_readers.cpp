#include "catch.h"
#include "klinker/corpus/conll.h"
#include "klinker/corpus/delimited.h"
#include "klinker/corpus/text_file.h"
#include "klinker/error.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

using Fields = std::vector<std::string>;

// What a reader says of a text that it refuses.
template <typename Read>
std::string refusal(const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    return error.what();
  }
  return "not refused";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("Rows of CSV are read with their quotes and line ends", "[corpus]") {
  const DelimitedTable table =
      parse_delimited("text,label\r\n\"een, twee\",x\n\n\"zij zei \"\"nee\"\"\r\nen ging\",y\r\nlos,\"\"", ',', "a.csv");
  CHECK(table.columns == Fields{"text", "label"});
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].fields == Fields{"een, twee", "x"});
  CHECK(table.rows[1].fields == Fields{"zij zei \"nee\"\r\nen ging", "y"});
  CHECK(table.rows[1].line == 4);
  CHECK(table.rows[2].fields == Fields{"los", ""});
  CHECK(table.rows[2].line == 6);
  CHECK(table.column("label") == 1u);
  CHECK_FALSE(table.column("Label"));
  CHECK(parse_delimited("", ',', "a.csv").columns.empty());
}

TEST_CASE("The header shows the delimiter", "[corpus]") {
  CHECK(find_delimiter("text,label\na;b") == ',');
  CHECK(find_delimiter("text;label\na,b") == ';');
  CHECK(find_delimiter("text\tlabel,more\n") == '\t');
  CHECK(find_delimiter("\"a,b\";label\n") == ';');
}

TEST_CASE("Rows that do not fit are named by file and line", "[corpus]") {
  const auto message = [](std::string_view text) { return refusal([&] { parse_delimited(text, ',', "a.csv"); }); };
  CHECK(holds(message("text,label\na,b\nc\n"), "a.csv, line 3: has 1 fields"));
  CHECK(holds(message("text,label\n\"a\nb,c\n"), "a.csv, line 2: a quoted field does not end"));
  CHECK(holds(message("text,label\n\"a\nb\"c,d\n"), "a.csv, line 3: text follows"));
  CHECK(holds(message("text,label\na\"b,c\n"), "a.csv, line 2: a quote stands"));
  CHECK(holds(message("text,text\n"), "two columns"));
}

TEST_CASE("Columns of CoNLL become sentences of tokens and tags", "[corpus]") {
  const auto sentences =
      parse_conll("-DOCSTART- -DOCSTART- O\n\nJan N B-PER\nwoont V O\n\n\nin Prep O\nBreda N B-LOC\r\n", "a.conll");
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].tokens == Fields{"Jan", "woont"});
  CHECK(sentences[0].tags == Fields{"B-PER", "O"});
  CHECK(sentences[1].line == 7);
  CHECK(sentences[1].tags == Fields{"O", "B-LOC"});
}

TEST_CASE("Tabs may stand beside spaces, and a comment is no token", "[corpus]") {
  const auto sentences = parse_conll("# text = Den Haag\nDen Haag\tB-LOC\n# zin\tO\n", "a.tsv");
  REQUIRE(sentences.size() == 1);
  CHECK(sentences[0].tokens == Fields{"Den Haag", "# zin"});
  CHECK(parse_conll("# O\nja O\n", "a").front().tokens == Fields{"#", "ja"});
}

TEST_CASE("Entities of IOB1 begin with B in BIO, and BIO stays", "[corpus]") {
  Fields tags = {"I-PER", "I-PER", "O", "I-LOC", "I-PER", "B-PER", "I-PER"};
  to_bio(tags);
  CHECK(tags == Fields{"B-PER", "I-PER", "O", "B-LOC", "B-PER", "B-PER", "I-PER"});
  const Fields before = tags;
  to_bio(tags);
  CHECK(tags == before);
}

TEST_CASE("Columns that do not fit are named by file and line", "[corpus]") {
  const auto message = [](std::string_view text) { return refusal([&] { parse_conll(text, "a.conll"); }); };
  CHECK(holds(message("Jan B-PER\nwoont\n"), "a.conll, line 2: has one column"));
  CHECK(holds(message("Jan B-PER\nwoont V O\n"), "a.conll, line 2: has 3 columns"));
  CHECK(holds(message("Jan B-PER\nwoont V\n"), "a.conll, line 2: the last column is no tag"));
}

TEST_CASE("A text file is UTF-8, or its first wrong line is named", "[corpus]") {
  const TemporaryFolder folder;
  CHECK(read_text_file(folder.write("a",
                                    "\xEF\xBB\xBF"
                                    "één\n")) == "één\n");
  const std::string message = refusal([&] { read_text_file(folder.write("b", "een\n\xE9\xE9n\n")); });
  CHECK(holds(message, "b, line 2: is not UTF-8"));
  CHECK(holds(message, "iconv"));
}
