#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "catch.h"
#include "classify/shingles.h"
#include "klinker/classify/review_picker.h"
#include "klinker/error.h"
#include "toy_data.h"

using namespace klinker;

namespace {

using Picks = std::vector<ReviewCandidate>;

std::vector<std::string> texts(const Picks& picks) {
  std::vector<std::string> out;
  for (const ReviewCandidate& pick : picks) out.push_back(pick.text);
  return out;
}

// A text of its own: words that share nothing with those of another number.
std::string unlike(std::size_t number) {
  std::string out;
  std::uint64_t state = number * 0x9E3779B97F4A7C15u + 1;
  for (int i = 0; i < 40; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    out += i % 8 == 7 ? ' ' : static_cast<char>('a' + (state >> 40) % 26);
  }
  return out;
}

Picks pick(const PickOptions& options, const Picks& corpus, const std::vector<std::string>& excluded = {}) {
  ReviewPicker picker(options);
  for (const std::string& text : excluded) picker.exclude(text);
  for (const ReviewCandidate& candidate : corpus) picker.add(candidate);
  return picker.pick();
}

Picks corpus_of(std::size_t count) {
  Picks corpus;
  for (std::size_t i = 0; i < count; ++i)
    corpus.push_back({.text = unlike(i), .certainty = static_cast<double>(i * 7919 % count) / static_cast<double>(count)});
  return corpus;
}

}  // namespace

TEST_CASE("Shingles tell near duplicates from others", "[classify]") {
  const Shingles one("Morgen gaat de winkel op de hoek om acht uur weer open, kom langs!");
  CHECK(one.similarity(one) == 1);
  CHECK(one.is_near(Shingles("morgen  gaat de WINKEL op de hoek om acht uur weer open, kom langs")));
  CHECK(!one.is_near(Shingles("Gisteren was er brand in de winkel, maar niemand raakte gewond.")));
  CHECK(!Shingles("ja").is_near(Shingles("nee")));
  CHECK(Shingles("").similarity(Shingles("  ")) == 1);

  // Long texts are sampled: the estimate is near the truth.
  std::string a, b;
  for (std::size_t i = 0; i < 400; ++i) (i < 300 ? a : b) += unlike(i);
  CHECK(Shingles(a + b).similarity(Shingles(a)) == Approx(0.75).margin(0.12));

  NearDuplicates known;
  known.add(1, one);
  known.add(2, Shingles("iets heel anders, over de regen van vannacht"));
  CHECK(known.find(Shingles("morgen gaat de winkel op de hoek om acht uur weer open, kom langs")) ==
        std::vector<std::size_t>{1});
  known.remove(1);
  CHECK(known.find(one).empty());
}

TEST_CASE("Certainty is the distance to another answer", "[classify]") {
  ModelInfo info = toy_info();
  const auto certainty = [&](std::vector<double> scores) { return certainty_of(info, scores); };
  CHECK(certainty({0.5, 0.5}) == Approx(0));
  CHECK(certainty({0.9, 0.1}) == Approx(0.8));
  info.positive = "weer";
  CHECK(certainty({0.9, 0.1}) == Approx(0.8));  // a threshold of a half: the same
  info.threshold = 0.8;
  CHECK(certainty({0.2, 0.8}) == Approx(0));
  CHECK(certainty({0.6, 0.4}) == Approx(0.5));
  CHECK(certainty({0, 1}) == Approx(1));
  info = toy_info("text", {"a", "b", "c"});
  CHECK(certainty({0.2, 0.5, 0.3}) == Approx(0.2));
  CHECK(certainty({1}) == 1);
}

TEST_CASE("Uncertain messages are picked first, the same in each order of batches", "[classify]") {
  const Picks corpus = corpus_of(5000);  // more than is held
  const Picks picks = pick({.strategy = PickStrategy::uncertain, .number = 20}, corpus);
  REQUIRE(picks.size() == 20);
  for (std::size_t i = 0; i < picks.size(); ++i) CHECK(picks[i].certainty == Approx(static_cast<double>(i) / 5000));
  CHECK(texts(pick({.strategy = PickStrategy::uncertain, .number = 20}, {corpus.rbegin(), corpus.rend()})) == texts(picks));
  CHECK(pick({.strategy = PickStrategy::uncertain, .number = 0}, corpus).empty());
  CHECK(pick({.number = 20}, {}).empty());
}

TEST_CASE("What was handed out is not picked again, nor what nearly equals it", "[classify]") {
  const std::string text = "We verzamelen om half negen bij de ingang van het station, neem koffie mee";
  Picks corpus = {{.text = text},
                  {.text = "we verzamelen om half negen bij de ingang van het station, neem koffie mee!!"},
                  {.text = "Niemand weet nog wie er morgen komt", .certainty = 0.9}};
  for (const auto strategy : {PickStrategy::uncertain, PickStrategy::diverse, PickStrategy::both, PickStrategy::random}) {
    CHECK(pick({.strategy = strategy, .number = 3}, corpus).size() == 2);
    CHECK(texts(pick({.strategy = strategy, .number = 3}, corpus, {text})) ==
          std::vector<std::string>{"Niemand weet nog wie er morgen komt"});
  }
}

TEST_CASE("A flood of near duplicates does not crowd out the rest", "[classify]") {
  Picks corpus;
  for (int i = 0; i < 6000; ++i)
    corpus.push_back(
        {.text = "Klik hier voor gratis geld en een nieuwe telefoon, alleen vandaag nog, code " + std::to_string(i)});
  for (std::size_t i = 0; i < 30; ++i) corpus.push_back({.text = unlike(i), .certainty = 0.5});
  for (const auto strategy : {PickStrategy::uncertain, PickStrategy::both}) {
    const Picks picks = pick({.strategy = strategy, .number = 20}, corpus);
    CHECK(picks.size() == 20);
    CHECK(std::count_if(picks.begin(), picks.end(), [](const auto& p) { return p.certainty == 0; }) <= 2);
  }
}

TEST_CASE("Both takes doubt and difference into account", "[classify]") {
  // Ten messages in doubt that share most of their words, and ten others with a little less doubt.
  Picks corpus;
  for (int i = 0; i < 10; ++i)
    corpus.push_back(
        {.text = "het bestuur vergadert vanavond over de begroting, zegt " + unlike(static_cast<std::size_t>(i)),
         .certainty = 0.01});
  for (std::size_t i = 100; i < 110; ++i) corpus.push_back({.text = unlike(i), .certainty = 0.05});
  for (std::size_t i = 200; i < 220; ++i) corpus.push_back({.text = unlike(i), .certainty = 0.95});
  const Picks both = pick({.strategy = PickStrategy::both, .number = 11}, corpus);
  const auto with = [&](const Picks& picks, double certainty) {
    return std::count_if(picks.begin(), picks.end(), [&](const auto& p) { return p.certainty == certainty; });
  };
  CHECK(with(both, 0.05) == 10);
  CHECK(with(both, 0.01) == 1);
  CHECK(with(pick({.strategy = PickStrategy::uncertain, .number = 10}, corpus), 0.01) == 10);
  CHECK(with(pick({.strategy = PickStrategy::diverse, .number = 20}, corpus), 0.95) >= 10);
}

TEST_CASE("A random pick is another with another seed, and uniform", "[classify]") {
  const Picks corpus = corpus_of(3000);
  const auto random = [&](std::uint64_t seed) {
    return pick({.strategy = PickStrategy::random, .number = 300, .seed = seed}, corpus);
  };
  CHECK(texts(random(1)) == texts(random(1)));
  CHECK(texts(random(1)) != texts(random(2)));
  double sum = 0;
  for (const ReviewCandidate& pick : random(3)) sum += pick.certainty;
  CHECK(sum / 300 == Approx(0.5).margin(0.07));  // four standard errors
}

TEST_CASE("A certainty that is no number does no harm", "[classify]") {
  Picks corpus = corpus_of(50);
  corpus[10].certainty = std::numeric_limits<double>::quiet_NaN();
  CHECK(pick({.strategy = PickStrategy::both, .number = 60}, corpus).size() == 50);
  CHECK_THROWS_AS(pick_strategy_from_name("best"), Error);
}
