#include "catch.h"
#include "klinker/classify/agreement.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

Pairs pairs(std::initializer_list<std::pair<std::pair<std::size_t, std::size_t>, std::size_t>> counts) {
  Pairs out;
  for (const auto& [pair, count] : counts) out.insert(out.end(), count, pair);
  return out;
}

std::vector<Ratings> ratings(const Pairs& both) {
  std::vector<Ratings> out;
  for (const auto& [a, b] : both) out.push_back({a, b});
  return out;
}

}  // namespace

TEST_CASE("Kappa and its interval are those of corpora/hate-speech/agreement.py", "[classify]") {
  // "offensive" of the two annotations there: 0.813, 0.763 to 0.857 (corpora/hate-speech/AGREEMENT.md).
  const Pairs offensive = pairs({{{0, 0}, 412}, {{1, 1}, 198}, {{1, 0}, 39}, {{0, 1}, 17}});
  CHECK(*cohen_kappa(offensive) == Approx(0.813).margin(0.0005));
  const Agreement result = agreement(ratings(offensive), 2);
  REQUIRE(result.pairs.size() == 1);
  const PairAgreement& pair = result.pairs.front();
  CHECK(pair.messages == 666);
  CHECK(pair.equal == 610);
  CHECK(pair.equal_interval.low == Approx(0.892).margin(0.0005));
  CHECK(pair.equal_interval.high == Approx(0.935).margin(0.0005));
  CHECK(pair.kappa.interval->low == Approx(0.763).margin(0.006));  // another generator, so another sample
  CHECK(pair.kappa.interval->high == Approx(0.857).margin(0.006));

  // "label": all equal, so there is nothing to draw from.
  const Agreement same = agreement(ratings(pairs({{{0, 0}, 425}, {{1, 1}, 241}})), 2);
  CHECK(*same.pairs.front().kappa.value == 1);
  CHECK(!same.pairs.front().kappa.interval);
  CHECK(*same.alpha.value == 1);
  CHECK(!same.alpha.interval);
}

TEST_CASE("Alpha is that of Krippendorff's example", "[classify]") {
  // Krippendorff 2011, section C: four observers, twelve units, data missing; nominal alpha 0.743.
  constexpr int kNone = 0;
  const int data[4][12] = {{1, 2, 3, 3, 2, 1, 4, 1, 2, kNone, kNone, kNone},
                           {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, kNone, 3},
                           {kNone, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, kNone},
                           {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, kNone}};
  std::vector<Ratings> units;
  for (int unit = 0; unit < 12; ++unit) {
    Ratings& row = units.emplace_back(4);
    for (std::size_t observer = 0; observer < 4; ++observer)
      if (data[observer][unit] != kNone) row[observer] = static_cast<std::size_t>(data[observer][unit] - 1);
  }
  CHECK(*krippendorff_alpha(units) == Approx(0.743).margin(0.0005));
  const Agreement result = agreement(units, 4);
  CHECK(result.messages == 11);
  CHECK(result.pairs.size() == 6);
  CHECK(*result.alpha.value == Approx(0.743).margin(0.0005));
  CHECK(result.alpha.interval->low < 0.743);
  CHECK(result.alpha.interval->high > 0.743);
}

TEST_CASE("Agreement that is not defined is not given", "[classify]") {
  CHECK(!cohen_kappa({}));
  CHECK(!cohen_kappa(pairs({{{1, 1}, 5}})));
  CHECK(*cohen_kappa(pairs({{{0, 1}, 1}, {{1, 0}, 1}})) == Approx(-1));
  CHECK(!krippendorff_alpha({}));
  const Agreement alone = agreement(std::vector<Ratings>{{0}, {1}}, 1);
  CHECK(alone.messages == 0);
  CHECK(alone.pairs.empty());
  CHECK(!alone.alpha.value);
  const Agreement apart = agreement(std::vector<Ratings>{{0, std::nullopt}, {std::nullopt, 1}}, 2);
  CHECK(apart.pairs.front().messages == 0);
  CHECK(!apart.pairs.front().kappa.value);
  CHECK(to_json(apart, {"anna", "ben"}).find("\"alpha\": null, \"alpha_interval\": null") != std::string::npos);
  CHECK_THROWS_AS(agreement(std::vector<Ratings>{{0}}, 2), Error);
}
