#include <cmath>

#include "catch.h"
#include "classify/decision.h"
#include "klinker/classify/metrics.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

using Labels = std::vector<std::size_t>;
using Words = std::vector<std::string>;

// Ten records, two labels: 3 right and 1 missed of label 0, 4 right and 2 missed of label 1.
const Labels kGold = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
const Labels kAnswers = {0, 0, 0, 1, 1, 1, 1, 1, 0, 0};

std::vector<Outcome> outcomes(const Labels& gold, const Labels& answers) {
  std::vector<Outcome> out;
  for (std::size_t i = 0; i < gold.size(); ++i) out.push_back(Outcome::of_label(gold[i], answers[i]));
  return out;
}

}  // namespace

TEST_CASE("Figures are those worked out by hand", "[classify]") {
  const Evaluation e = evaluate(Task::text, {"ja", "nee"}, outcomes(kGold, kAnswers));
  CHECK(e.records == 10);
  CHECK(e.value("accuracy") == Approx(0.7));
  CHECK(e.confusion == std::vector<Labels>{{3, 1}, {2, 4}});
  CHECK(e.classes[0].precision() == Approx(3.0 / 5));
  CHECK(e.classes[0].recall() == Approx(3.0 / 4));
  CHECK(e.classes[0].f1() == Approx(2.0 * 3 / (5 + 4)));
  CHECK(e.classes[0].support() == 4);
  CHECK(e.classes[1].precision() == Approx(4.0 / 5));
  CHECK(e.classes[1].recall() == Approx(4.0 / 6));
  CHECK(e.value("macro_f1") == Approx((6.0 / 9 + 8.0 / 11) / 2));
  CHECK(figure("micro_f1", outcomes(kGold, kAnswers), 2) == Approx(0.7));  // with one label each it is the accuracy
  CHECK_THROWS_AS(figure("f2", outcomes(kGold, kAnswers), 2), Error);
}

TEST_CASE("Figures over sets of labels are those worked out by hand", "[classify]") {
  // Right: a of the first, b of the third. Wrong: b of the second. Missed: c of the first and a of the second.
  const std::vector<Outcome> sets = {Outcome::of_labels(Labels{0, 2}, Labels{0}), Outcome::of_labels(Labels{0}, Labels{1}),
                                     Outcome::of_labels(Labels{1}, Labels{1}), Outcome::of_labels(Labels{}, Labels{})};
  CHECK(figure("accuracy", sets, 3) == Approx(2.0 / 4));
  CHECK(figure("micro_f1", sets, 3) == Approx(2.0 * 2 / (2 * 2 + 1 + 2)));
  CHECK(figure("macro_f1", sets, 3) == Approx((2.0 / 3 + 2.0 / 3 + 0.0) / 3));
}

TEST_CASE("Entities count where words and type are the same", "[classify]") {
  const Words types = {"PER", "LOC"};
  // Truth: PER 0-2, LOC 3-4, LOC 5-6. Answer: PER 0-2 (right), LOC 3-5 (too long), PER 5-6 (another type).
  const Outcome outcome = Outcome::of_tags({"B-PER", "I-PER", "O", "B-LOC", "O", "B-LOC"},
                                           {"B-PER", "I-PER", "O", "B-LOC", "I-LOC", "B-PER"}, types);
  CHECK(outcome.units == 6);
  CHECK(outcome.right == 4);
  const std::vector<Outcome> one = {outcome};
  CHECK(figure("entity_precision", one, 2) == Approx(1.0 / 3));
  CHECK(figure("entity_recall", one, 2) == Approx(1.0 / 3));
  CHECK(figure("entity_f1", one, 2) == Approx(1.0 / 3));
  CHECK(figure("macro_f1", one, 2) == Approx((2.0 / 3 + 0.0) / 2));  // PER: 1 right, 1 wrong. LOC: 1 wrong, 2 missed
  CHECK_THROWS_AS(Outcome::of_tags({"O"}, {"O", "O"}, types), Error);
  CHECK_THROWS_AS(Outcome::of_tags({"B-ORG"}, {"O"}, types), Error);
  // Neighbours of one type are two entities.
  CHECK(figure("entity_f1", std::vector{Outcome::of_tags({"B-PER", "B-PER"}, {"B-PER", "I-PER"}, types)}, 2) == 0.0);
}

TEST_CASE("Intervals hold the figure, and are the same for the same seed", "[classify]") {
  const auto all = outcomes(kGold, kAnswers);
  const Evaluation a = evaluate(Task::text, {"ja", "nee"}, all, 7), b = evaluate(Task::text, {"ja", "nee"}, all, 7);
  REQUIRE(a.figures.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(a.figures[i].interval.low == b.figures[i].interval.low);
    CHECK(a.figures[i].interval.high == b.figures[i].interval.high);
    CHECK(a.figures[i].interval.low < a.figures[i].value);
    CHECK(a.figures[i].value < a.figures[i].interval.high);
  }
  // 95 % of a binomial with ten records and 0.7 lie from 0.4 to 1.
  CHECK(a.figures[0].interval.low == Approx(0.4).margin(0.101));
  CHECK(a.figures[0].interval.high == Approx(1.0).margin(0.101));
}

TEST_CASE("A label that occurs nowhere does not count", "[classify]") {
  CHECK(figure("macro_f1", outcomes({0, 0, 1, 1}, {0, 0, 1, 1}), 3) == 1.0);
  CHECK(figure("macro_f1", outcomes({0, 0, 0, 1, 1}, {0, 0, 2, 1, 1}), 3) == Approx((4.0 / 5 + 1.0 + 0.0) / 3));
  CHECK(figure("macro_f1", std::vector<Outcome>{}, 2) == 0.0);
}

TEST_CASE("Evaluations that make no sense are refused", "[classify]") {
  CHECK_THROWS_AS(evaluate(Task::text, {"a", "b"}, {}), Error);
  CHECK_THROWS_AS(evaluate(Task::text, {"a", "b"}, outcomes({2}, {0})), Error);
  CHECK_THROWS_AS(compare(Task::text, 2, outcomes({0}, {0}), outcomes({0, 1}, {0, 1})), Error);
}

TEST_CASE("A paired test tells a difference from chance", "[classify]") {
  Labels gold, good, bad, other;
  for (std::size_t i = 0; i < 200; ++i) {
    gold.push_back(i % 2);
    good.push_back(i % 10 == 0 ? 1 - i % 2 : i % 2);   // 90 % right
    bad.push_back(i % 10 < 3 ? 1 - i % 2 : i % 2);     // 70 % right
    other.push_back(i % 10 == 5 ? 1 - i % 2 : i % 2);  // 90 % right, elsewhere
  }
  const std::vector<Difference> clear = compare(Task::text, 2, outcomes(gold, good), outcomes(gold, bad));
  CHECK(clear.front().name == "accuracy");
  CHECK(clear.front().first == Approx(0.9));
  CHECK(clear.front().second == Approx(0.7));
  CHECK(clear.front().interval.low > 0.1);
  CHECK(clear.front().interval.high < 0.3);
  CHECK(clear.front().p < 0.001);
  const std::vector<Difference> none = compare(Task::text, 2, outcomes(gold, good), outcomes(gold, other));
  CHECK(none.front().interval.low < 0);
  CHECK(none.front().interval.high > 0);
  CHECK(none.front().p > 0.5);
}

TEST_CASE("Reliability is counted in tenths of the score", "[classify]") {
  std::vector<ScoredAnswer> answers;
  for (std::size_t i = 0; i < 10; ++i) answers.push_back({0.9, i < 7});
  const Calibration c = calibration(answers);
  CHECK(c.expected_error == Approx(0.2));
  CHECK(c.bins[9].answers == 10);
  CHECK(c.bins[9].right == Approx(0.7));
  CHECK(calibration({}).expected_error == 0.0);
}

TEST_CASE("The temperature makes sure answers as unsure as they are wrong", "[classify]") {
  // Always three to one in odds, right three times of four: the logits are calibrated as they are.
  const double logit = std::log(3.0);
  std::vector<Rows> logits(8, Rows{{logit, 0.0}});
  const std::vector<Labels> gold = {{0}, {0}, {0}, {1}, {0}, {0}, {0}, {1}};
  CHECK(fit_temperature(Task::text, logits, gold) == Approx(1.0).epsilon(1e-3));
  for (Rows& rows : logits) rows[0][0] *= 4;
  CHECK(fit_temperature(Task::text, logits, gold) == Approx(4.0).epsilon(1e-3));
  CHECK_THROWS_AS(fit_temperature(Task::text, {}, {}), Error);
  // The same for single labels of a set.
  const std::vector<Rows> odds(4, Rows{{2 * logit}});
  CHECK(fit_temperature(Task::multilabel, odds, {{1}, {1}, {1}, {0}}) == Approx(2.0).epsilon(1e-3));
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

TEST_CASE("Labels of a set have their own thresholds", "[classify]") {
  ModelInfo info;
  info.labels = {"a", "b", "c"};
  CHECK(labels_over_threshold(info, {0.4, 0.5, 0.9}) == Labels{1, 2});
  info.thresholds = {0.3, 0.6, 0.95};
  CHECK(labels_over_threshold(info, {0.4, 0.5, 0.9}) == Labels{0});
  CHECK(sigmoid({0.0, std::log(3.0)}, 1.0)[1] == Approx(0.75));
}

TEST_CASE("Figures are written as JSON", "[classify]") {
  const std::string json = json_members(evaluate(Task::text, {"ja", "nee"}, outcomes(kGold, kAnswers)));
  CHECK(json.find("\"accuracy\": 0.7,") != std::string::npos);
  CHECK(json.find("\"ja\": {\"precision\": 0.6,") != std::string::npos);
  CHECK(json.find("[[3, 1], [2, 4]]") != std::string::npos);
  const std::string one = json_members(evaluate(Task::text, {"ja", "nee"}, outcomes({0, 0}, {0, 1})));
  CHECK(one.find("\"macro_f1\": null") != std::string::npos);
}
