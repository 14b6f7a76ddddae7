#include "catch.h"
#include "klinker/classify/metrics.h"
#include "klinker/classify/trainer.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

using Labels = std::vector<std::size_t>;

// Ten records, two labels: 3 right and 1 missed of label 0, 4 right and 2 missed of label 1.
const Labels kGold = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
const Labels kAnswers = {0, 0, 0, 1, 1, 1, 1, 1, 0, 0};

Scores scores_with(double confidence, const Labels& answers) {
  Scores out;
  for (const std::size_t answer : answers) {
    out.push_back({1 - confidence, 1 - confidence});
    out.back()[answer] = confidence;
  }
  return out;
}

}  // namespace

TEST_CASE("Figures are those worked out by hand", "[classify]") {
  const Evaluation e = evaluate(kGold, kAnswers, scores_with(0.9, kAnswers), 2);
  CHECK(e.records == 10);
  CHECK(e.accuracy == Approx(0.7));
  CHECK(e.confusion == std::vector<Labels>{{3, 1}, {2, 4}});
  CHECK(e.classes[0].precision == Approx(3.0 / 5));
  CHECK(e.classes[0].recall == Approx(3.0 / 4));
  CHECK(e.classes[0].f1 == Approx(2.0 * 3 / (5 + 4)));
  CHECK(e.classes[0].support == 4);
  CHECK(e.classes[1].precision == Approx(4.0 / 5));
  CHECK(e.classes[1].recall == Approx(4.0 / 6));
  CHECK(e.classes[1].f1 == Approx(2.0 * 4 / (5 + 6)));
  CHECK(e.macro_f1 == Approx((6.0 / 9 + 8.0 / 11) / 2));
  // All scores are 0.9 and 7 of 10 are right.
  CHECK(e.expected_calibration_error == Approx(0.2));
  CHECK(e.reliability[9].records == 10);
  CHECK(e.reliability[9].accuracy == Approx(0.7));
}

TEST_CASE("Intervals hold the figure, and are the same for the same seed", "[classify]") {
  const Scores scores = scores_with(0.8, kAnswers);
  const Evaluation a = evaluate(kGold, kAnswers, scores, 2, 7), b = evaluate(kGold, kAnswers, scores, 2, 7);
  CHECK(a.macro_f1_interval.low == b.macro_f1_interval.low);
  CHECK(a.macro_f1_interval.high == b.macro_f1_interval.high);
  CHECK(a.macro_f1_interval.low < a.macro_f1);
  CHECK(a.macro_f1 < a.macro_f1_interval.high);
  // 95 % of a binomial with ten records and 0.7 lie from 0.4 to 1.
  CHECK(a.accuracy_interval.low == Approx(0.4).margin(0.101));
  CHECK(a.accuracy_interval.high == Approx(1.0).margin(0.101));
}

TEST_CASE("A label that occurs nowhere does not count", "[classify]") {
  CHECK(macro_f1({{2, 0, 0}, {0, 2, 0}, {0, 0, 0}}) == 1.0);
  CHECK(macro_f1({{2, 0, 1}, {0, 2, 0}, {0, 0, 0}}) == Approx((4.0 / 5 + 1.0 + 0.0) / 3));
  CHECK(macro_f1({{0, 0}, {0, 0}}) == 0.0);
}

TEST_CASE("Evaluations that make no sense are refused", "[classify]") {
  CHECK_THROWS_AS(evaluate(Labels{}, Labels{}, {}, 2), Error);
  CHECK_THROWS_AS(evaluate(Labels{0}, Labels{0, 1}, {{1, 0}}, 2), Error);
  CHECK_THROWS_AS(evaluate(Labels{2}, Labels{0}, {{1, 0}}, 2), Error);
  CHECK_THROWS_AS(evaluate(Labels{0}, Labels{0}, {{1}}, 2), Error);
}

TEST_CASE("The temperature makes sure answers as unsure as they are wrong", "[classify]") {
  // Always three to one in odds, right three times of four: the logits are calibrated as they are.
  const double logit = std::log(3.0);
  std::vector<std::vector<double>> logits(8, {logit, 0.0});
  const Labels gold = {0, 0, 0, 1, 0, 0, 0, 1};
  CHECK(fit_temperature(logits, gold) == Approx(1.0).epsilon(1e-3));
  for (auto& row : logits) row[0] *= 4;
  CHECK(fit_temperature(logits, gold) == Approx(4.0).epsilon(1e-3));
  CHECK_THROWS_AS(fit_temperature({}, Labels{}), Error);
}

TEST_CASE("With a positive label the threshold decides", "[classify]") {
  ModelInfo info;
  info.labels = {"a", "b", "c"};
  CHECK(answer(info, {0.2, 0.5, 0.3}) == 1);
  info.positive = "a";
  info.threshold = 0.2;
  CHECK(answer(info, {0.2, 0.5, 0.3}) == 0);
  info.threshold = 0.7;
  CHECK(answer(info, {0.6, 0.1, 0.3}) == 2);
}

TEST_CASE("Figures are written as JSON", "[classify]") {
  const Evaluation e = evaluate(kGold, kAnswers, scores_with(0.9, kAnswers), 2);
  const std::string json = to_json(e, {"ja", "nee"});
  CHECK(json.find("\"accuracy\": 0.7,") != std::string::npos);
  CHECK(json.find("\"ja\": {\"precision\": 0.6,") != std::string::npos);
  CHECK(json.find("[[3, 1], [2, 4]]") != std::string::npos);
}
