#include <algorithm>
#include <cmath>
#include <random>

#include "catch.h"
#include "klinker/classify/bio.h"
#include "klinker/error.h"

using namespace klinker;

namespace {

using Words = std::vector<std::string>;
using Rows = std::vector<std::vector<double>>;

const Words kLabels = {"O", "B-PER", "I-PER", "B-LOC", "I-LOC"};

Rows logs(const Rows& probabilities) {
  Rows out = probabilities;
  for (auto& row : out)
    for (double& value : row) value = std::log(value);
  return out;
}

bool is_valid(const Words& tags) {
  std::string before = "O";
  for (const std::string& tag : tags) {
    if (tag[0] == 'I' && (before == "O" || before.substr(2) != tag.substr(2))) return false;
    before = tag;
  }
  return true;
}

Rows random_rows(std::size_t words, std::mt19937_64& random) {
  Rows rows(words, std::vector<double>(kLabels.size()));
  for (auto& row : rows) {
    double sum = 0;
    for (double& value : row) sum += value = 1 + static_cast<double>(random() % 1000);
    for (double& value : row) value /= sum;
  }
  return rows;
}

// Every sequence of labels with its probability where it is valid.
template <typename Use>
void for_each_valid(const Rows& probabilities, const Use& use) {
  std::size_t count = 1;
  for (std::size_t i = 0; i < probabilities.size(); ++i) count *= kLabels.size();
  for (std::size_t number = 0; number < count; ++number) {
    Words tags;
    double probability = 1;
    std::size_t rest = number;
    for (const auto& row : probabilities) {
      tags.push_back(kLabels[rest % kLabels.size()]);
      probability *= row[rest % kLabels.size()];
      rest /= kLabels.size();
    }
    if (is_valid(tags)) use(tags, probability);
  }
}

}  // namespace

TEST_CASE("Tags become entities", "[classify]") {
  CHECK(entities_of({"B-PER", "I-PER", "O", "B-LOC", "B-LOC"}) ==
        std::vector<Entity>{{0, 2, "PER"}, {3, 4, "LOC"}, {4, 5, "LOC"}});
  CHECK(entities_of({"I-PER", "I-LOC"}) == std::vector<Entity>{{0, 1, "PER"}, {1, 2, "LOC"}});
  CHECK(entities_of({}).empty());
  CHECK(entity_types(kLabels) == Words{"PER", "LOC"});
}

TEST_CASE("The likeliest tags are taken, but an entity never begins inside", "[classify]") {
  const BioScheme scheme(kLabels);
  // Alone the words would be I-PER I-PER; together B-PER I-PER is the likeliest that can be.
  const Tagging tagging = scheme.decode(logs({{0.1, 0.3, 0.5, 0.05, 0.05}, {0.1, 0.1, 0.6, 0.1, 0.1}}));
  CHECK(tagging.tags == Words{"B-PER", "I-PER"});
  REQUIRE(tagging.entities.size() == 1);
  CHECK(tagging.entities[0].entity == Entity{0, 2, "PER"});
  CHECK(scheme.decode({}).tags.empty());
}

TEST_CASE("Tags and probabilities of entities are those of all valid sequences", "[classify]") {
  const BioScheme scheme(kLabels);
  std::mt19937_64 random(3);
  for (int round = 0; round < 30; ++round) {
    const Rows probabilities = random_rows(1 + random() % 5, random);
    double all = 0, most = 0;
    Words best;
    for_each_valid(probabilities, [&](const Words& tags, double probability) {
      all += probability;
      if (probability > most) best = tags;
      most = std::max(most, probability);
    });
    const Tagging tagging = scheme.decode(logs(probabilities));
    CHECK(tagging.tags == best);
    for (const ScoredEntity& scored : tagging.entities) {
      double with = 0;
      for_each_valid(probabilities, [&](const Words& tags, double probability) {
        const auto entities = entities_of(tags);
        if (std::find(entities.begin(), entities.end(), scored.entity) != entities.end()) with += probability;
      });
      CHECK(scored.score == Approx(with / all).epsilon(1e-9));
    }
  }
}

TEST_CASE("Labels that are no BIO scheme are refused", "[classify]") {
  CHECK_THROWS_AS(BioScheme({"O", "I-PER"}), Error);
  CHECK_THROWS_AS(BioScheme({"B-PER", "I-PER"}), Error);
  CHECK_THROWS_AS(BioScheme({"O", "PER"}), Error);
  CHECK(BioScheme({"O", "B-PER"}).decode(logs({{0.2, 0.8}, {0.1, 0.9}})).tags == Words{"B-PER", "B-PER"});
}
