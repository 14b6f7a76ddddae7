#include <algorithm>

#include "catch.h"
#include "normalize/rewrite_rules.h"

using namespace klinker;

namespace {

const RewriteRules& rules() {
  static const RewriteRules made;
  return made;
}

std::vector<RewrittenWord> words(std::string_view form, Variety variety, bool slips = true) {
  return rules().words(form, variety, slips, NormalizerModel::builtin());
}

bool has(const std::vector<RewrittenWord>& words, std::string_view word) {
  return std::any_of(words.begin(), words.end(), [&](const RewrittenWord& found) { return found.word == word; });
}

}  // namespace

TEST_CASE("rules of spelling lead from a form to words of the lexicon, the likeliest first", "[normalize]") {
  for (const auto& [form, variety, word] : {std::tuple("vandag", Variety::chat, "vandaag"),
                                            {"loatn", Variety::low_saxon, "laten"},
                                            {"geloopen", Variety::historical, "gelopen"}}) {
    CAPTURE(form);
    const auto found = words(form, variety);
    CHECK(has(found, word));
    CHECK(found.size() <= RewriteRules::kMost);
    CHECK(std::is_sorted(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.cost < b.cost; }));
    for (const RewrittenWord& one : found) CHECK(NormalizerModel::builtin().find(one.word) != Dawg::kNone);
  }
}

TEST_CASE("a word by a variety's own rule is told from one by a slip", "[normalize]") {
  const auto regional = words("loaten", Variety::low_saxon);
  REQUIRE(has(regional, "laten"));
  for (const RewrittenWord& word : regional)
    if (word.word == "laten") CHECK(word.regional);
  for (const RewrittenWord& word : words("loaten", Variety::chat)) CHECK(!word.regional);
}

TEST_CASE("one slip of the pen is forgiven where asked for, in a form of four letters or more", "[normalize]") {
  CHECK(has(words("gemeetne", Variety::standard), "gemeente"));   // exchanged
  CHECK(has(words("gemente", Variety::standard), "gemeente"));    // left out
  CHECK(has(words("gemeeente", Variety::standard), "gemeente"));  // too many
  CHECK(has(words("gemeexte", Variety::standard), "gemeente"));   // another one
  CHECK(!has(words("gemeexte", Variety::standard, false), "gemeente"));
  CHECK(!has(words("hsi", Variety::standard), "his"));
  CHECK(!has(words("dxe", Variety::standard), "de"));
}

TEST_CASE("rules of spelling try a bounded number of ways", "[normalize]") {
  for (const std::string_view piece : {"a", "oa", "sch", "ë", "'", "0", "e"}) {
    std::string form;
    while (form.size() < 4000) form += piece;
    CHECK(words(form, Variety::low_saxon).empty());
  }
  CHECK(words("", Variety::chat).empty());
}
