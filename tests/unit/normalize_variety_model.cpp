#include <cmath>
#include <cstring>
#include <limits>

#include "catch.h"
#include "klinker/error.h"
#include "normalize/variety_model.h"

using namespace klinker;

namespace {

constexpr std::size_t kWeights = (VarietyModel::kBuckets + 1) * kVarieties;

}  // namespace

TEST_CASE("the weights of varieties come back as they were packed, to a 127th of the largest", "[normalize]") {
  std::vector<std::uint32_t> buckets;
  VarietyModel::features({"gwn", true}, buckets);
  REQUIRE(buckets.size() == 1);
  std::vector<float> weights(kWeights);
  weights[buckets[0] * kVarieties + 1] = 2.54f;
  weights[buckets[0] * kVarieties + 3] = -1.0f;
  weights[VarietyModel::kBuckets * kVarieties + 2] = 0.5f;
  const std::string bytes = VarietyModel::pack(weights);
  const VarietyModel model(bytes);
  VarietyLogits logits = model.bias();
  CHECK(logits[2] == Approx(0.5).margin(0.011));
  model.add({"gwn", true}, logits);
  CHECK(logits[0] == 0);
  CHECK(logits[1] == Approx(2.54));
  CHECK(logits[2] == Approx(0.5).margin(0.011));
  CHECK(logits[3] == Approx(-1).margin(0.011));
}

TEST_CASE("a common word is one feature, another one its letters too, and an endless one no more than a long one",
          "[normalize]") {
  const auto count = [](std::string_view key, bool frequent) {
    std::vector<std::uint32_t> buckets;
    VarietyModel::features({key, frequent}, buckets);
    for (const std::uint32_t bucket : buckets) CHECK(bucket < VarietyModel::kBuckets);
    return buckets.size();
  };
  CHECK(count("", false) == 0);
  CHECK(count("huis", true) == 1);
  CHECK(count("hoes", false) == 1 + 5 + 4 + 3);
  CHECK(count("a", false) == 1 + 2 + 1);
  CHECK(count(std::string(100, 'a'), false) == count(std::string(1000, 'a'), false));
}

TEST_CASE("probabilities of varieties sum to one", "[normalize]") {
  for (const float size : {0.0f, 1.0f, 1000.0f}) {
    VarietyLogits logits{};
    logits[4] = size;
    const VarietyScores scores = VarietyModel::softmax(logits);
    float sum = 0;
    for (const float p : scores.probabilities) sum += p;
    CHECK(sum == Approx(1));
    if (size > 0) CHECK(scores.best() == Variety::brabantian);
  }
}

TEST_CASE("damaged weights of varieties are refused", "[normalize]") {
  const std::string bytes = VarietyModel::pack(std::vector<float>(kWeights));
  CHECK_NOTHROW(VarietyModel(bytes));
  CHECK_THROWS_AS(VarietyModel(""), Error);
  CHECK_THROWS_AS(VarietyModel(std::string_view(bytes).substr(1)), Error);
  CHECK_THROWS_AS(VarietyModel(bytes + 'x'), Error);
  for (const float scale : {0.0f, -1.0f, 2.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    std::string damaged = bytes;
    std::memcpy(damaged.data(), &scale, sizeof scale);
    CHECK_THROWS_AS(VarietyModel(damaged), Error);
  }
}
