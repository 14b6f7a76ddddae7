#include "catch.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "temporary_folder.h"

using namespace klinker;

TEST_CASE("tables: comments and empty lines are passed over, lines are counted", "[text]") {
  const auto rows = parse_table("# title\n\na\tb\r\nc\td\n", 2, "t.tsv");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].columns[1] == "b");
  CHECK(rows[1].line == 4);
}

TEST_CASE("a table with errors is refused with its line", "[text]") {
  for (const std::string_view bad : {"a\tb\nc\n", "a\tb\nc\td\te\n", "a\tb\n\tx\n", "a\tb\n\xFF\tx\n"}) {
    try {
      parse_table(bad, 2, "t.tsv");
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_table);
      CHECK(std::string(error.what()).find("t.tsv, line 2") == 0);
    }
  }
}

TEST_CASE("every built-in table says what it is, where it comes from and under which licence", "[text]") {
  for (const std::string_view name :
       {"tokenize/tables/abbreviations.tsv", "tokenize/tables/emoticons.tsv", "tokenize/tables/units.tsv",
        "tokenize/tables/sentence-starters.tsv", "normalize/tables/contractions.tsv", "normalize/tables/chat.tsv",
        "normalize/tables/flemish.tsv", "normalize/tables/antwerp.tsv", "normalize/tables/street.tsv", "normalize/tables/brabantian.tsv",
        "normalize/tables/limburgish.tsv", "normalize/tables/low-saxon.tsv", "normalize/tables/zeelandic.tsv",
        "normalize/tables/west-flemish.tsv", "normalize/tables/medical.tsv", "normalize/tables/evasive.tsv",
        "normalize/tables/historical.tsv", "normalize/tables/clitics.tsv", "normalize/tables/units.tsv",
        "normalize/tables/lookalikes.tsv", "normalize/tables/codeword-evidence.tsv", "normalize/tables/variety-kinship.tsv",
        "normalize/tables/weights.tsv", "normalize/tables/rewrites.tsv", "normalize/tables/reading-counts.tsv"}) {
    const std::string_view text = builtin_table(name);
    for (const std::string_view header : {"# title: ", "# source: ", "# licence: ", "# columns: "})
      CHECK(text.substr(0, 1500).find(header) != std::string_view::npos);
  }
  CHECK_THROWS_AS(builtin_table("no/such/table.tsv"), Error);
}
TEST_CASE("reading a file: all its bytes, or an error of ours, for a folder too", "[text]") {
  const TemporaryFolder folder;
  const std::string bytes(40'000, '\0');
  CHECK(read_file(folder.write("a", bytes)) == bytes);
  CHECK(read_file(folder.write("empty", "")).empty());
  for (const std::string& path : {folder.file(""), folder.file("missing")}) {
    try {
      (void)read_file(path);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::io);
    }
  }
}
