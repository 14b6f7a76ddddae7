#include "catch.h"
#include "klinker/classify/functional_suite.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

Outcome answer(bool right) { return {1, right ? 1u : 0u, {}}; }

}  // namespace

TEST_CASE("a suite counts by function and by group", "[classify]") {
  std::vector<SuiteCase> cases;
  std::vector<Outcome> outcomes;
  for (int i = 0; i < 40; ++i) {
    cases.push_back({"slur", i % 2 == 0 ? "a" : "b", "hateful"});
    outcomes.push_back(answer(i % 2 == 0 || i % 4 == 1));  // a: all right, b: half
  }
  cases.push_back({"praise", "", "not_hateful"});
  outcomes.push_back(answer(false));
  const SuiteResult result = suite_result(cases, outcomes);
  REQUIRE(result.functions.size() == 2);
  CHECK(result.functions[0].name == "praise");
  CHECK(result.functions[1].accuracy() == Approx(0.75));
  CHECK(result.functions[1].label == "hateful");
  CHECK(result.functions[1].interval.low > 0.58);
  CHECK(result.functions[1].interval.high < 0.87);
  REQUIRE(result.groups.size() == 2);
  CHECK(result.worst.name == "praise");
  CHECK(result.gap == Approx(0.5));
  CHECK(result.gap_interval.low < 0.5);
  CHECK(result.gap_interval.high > 0.5);
  REQUIRE(result.labels.size() == 2);
  CHECK(result.labels[0].value == Approx(0.75));
  CHECK(to_json(result).find("\"largest_gap_between_groups\": {\"value\": 0.5") != std::string::npos);
  CHECK_THROWS_AS(suite_result(cases, {}), Error);
}

TEST_CASE("a group that is too small makes no gap", "[classify]") {
  const std::vector<SuiteCase> cases = {{"f", "a", "x"}, {"f", "b", "y"}};
  const std::vector<Outcome> outcomes = {answer(true), answer(false)};
  const SuiteResult result = suite_result(cases, outcomes);
  CHECK(result.gap == 0);
  CHECK(result.functions[0].label.empty());
  CHECK(result.labels.empty());
}
