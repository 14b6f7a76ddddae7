#include "catch.h"
#include "normalize/word_cache.h"

using namespace klinker;

TEST_CASE("a word cache knows a token's case, key and place in the lexicon", "[normalize]") {
  const NormalizerModel& model = NormalizerModel::builtin();
  WordCache cache;
  const KnownToken& word = cache.get("Huis", model);
  CHECK(word.key == "huis");
  CHECK(word.word == model.find("huis"));
  CHECK(word.id == word.word);
  CHECK(word.capitals.first);
  CHECK(!word.capitals.all);
  CHECK(&cache.get("Huis", model) == &word);
  CHECK(&cache.get("huis", model) != &word);
  CHECK(cache.get("qqxz", model).word == Dawg::kNone);
  CHECK(cache.get("qqxz", model).id == model.special(NormalizerModel::Special::unknown));
  CHECK(cache.get("42", model).id == model.special(NormalizerModel::Special::number));
  CHECK(cache.get("Qqxz", model).id == model.special(NormalizerModel::Special::name));
}

TEST_CASE("capitals of a token", "[normalize]") {
  const Capitals shout = Capitals::of("WHO"), name = Capitals::of("'Éva"), letter = Capitals::of("X"),
                 none = Capitals::of("12-3");
  CHECK((shout.first && shout.second && shout.all && shout.letters == 3));
  CHECK((name.first && !name.second && !name.all && name.letters == 3));
  CHECK((letter.first && !letter.all));
  CHECK((!none.first && !none.all && none.letters == 0));
}

TEST_CASE("a word cache forgets when it is much, and of another owner", "[normalize]") {
  const NormalizerModel& model = NormalizerModel::builtin();
  WordCache cache;
  cache.trim(1);
  constexpr NormalizerModel::WordId kMark = 123456789;
  const auto mark = [&] { cache.get("huis", model).id = kMark; };
  const auto forgotten = [&] { return cache.get("huis", model).id != kMark; };
  mark();
  cache.trim(1);
  CHECK(!forgotten());
  cache.trim(2);
  CHECK(forgotten());
  mark();
  for (int i = 0; i < 1 << 16; ++i) cache.get("w" + std::to_string(i), model);
  CHECK(!forgotten());
  cache.trim(2);
  CHECK(forgotten());
}

TEST_CASE("a word cache analyses a token once for each variety", "[normalize]") {
  const NormalizerModel& model = NormalizerModel::builtin();
  const NormalizerWeights weights("");
  const FormAnalyzer analyzer(model, weights, "");
  WordCache cache;
  KnownToken& token = cache.get("skool", model);
  const FormAnalysis* plain = cache.analysis(token, Variety::standard, analyzer);
  const FormAnalysis* chat = cache.analysis(token, Variety::chat, analyzer);
  CHECK(cache.analysis(token, Variety::chat, analyzer) == chat);
  CHECK(cache.analysis(token, Variety::standard, analyzer) == plain);
  REQUIRE(chat);
  CHECK(chat->words.size() == chat->readings.size());
  CHECK(!chat->readings.empty());
  // Of what has no readings nothing is kept.
  CHECK(cache.analysis(cache.get("vergadering", model), Variety::standard, analyzer) == nullptr);
}
