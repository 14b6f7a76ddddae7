#include <deque>

#include "catch.h"
#include "normalize/ranker.h"
#include "tiny_normalizer.h"

using namespace klinker;
using klinker::testing::tiny_normalizer;

namespace {

// A sentence of which each token may be kept or read otherwise.
class Lattice {
 public:
  explicit Lattice(const NormalizerModel& model) : model_(model) {}

  void token(const std::string& text, float prior = 0) {
    lattice.begin_token();
    add({}, text, prior, 1);
  }
  void reading(const std::string& text, float prior, std::uint32_t tokens = 1) {
    readings_.push_back({text, "dialect", Variety::low_saxon, 1, false});
    add(&readings_.back(), text, prior, tokens);
  }

  CandidateLattice lattice;

 private:
  void add(const Reading* reading, const std::string& text, float prior, std::uint32_t tokens) {
    ids_.push_back(model_.ids(text));
    lattice.add({reading, ids_.back(), prior, tokens});
  }

  const NormalizerModel& model_;
  std::deque<Reading> readings_;
  std::deque<std::vector<NormalizerModel::WordId>> ids_;
};

const NormalizerModel& model() {
  static const NormalizerModel made(tiny_normalizer().model);
  return made;
}

const NormalizerWeights& weights() {
  static const NormalizerWeights made("context\t1\nword\t2\nunknown\t-4\n");
  return made;
}

}  // namespace

TEST_CASE("a lattice keeps the candidates of each token together", "[normalize]") {
  Lattice sentence(model());
  CHECK(sentence.lattice.tokens() == 0);
  sentence.token("naar");
  sentence.token("hoes");
  sentence.reading("huis", -1);
  sentence.reading("muis", -1);
  CHECK(sentence.lattice.tokens() == 2);
  CHECK(sentence.lattice.of(0).size() == 1);
  REQUIRE(sentence.lattice.of(1).size() == 3);
  CHECK(sentence.lattice.of(1)[0].reading == nullptr);
  CHECK(sentence.lattice.of(1)[2].reading->text == "muis");
  sentence.lattice.clear();
  CHECK(sentence.lattice.tokens() == 0);
}

TEST_CASE("the words around it choose between readings that are as likely", "[normalize]") {
  const Ranker ranker(model(), weights());
  for (const auto& [before, right] : {std::pair("naar", 1u), {"de", 2u}}) {
    Lattice sentence(model());
    sentence.token(before);
    sentence.token("hoes", -1);
    sentence.reading("huis", -1);
    sentence.reading("muis", -1);
    const auto choices = ranker.choose(sentence.lattice);
    CAPTURE(before);
    REQUIRE(choices.size() == 1);
    CHECK(choices[0].token == 1);
    CHECK(choices[0].candidate == right);
    CHECK(choices[0].scores.size() == 3);
    CHECK(choices[0].probability > 0.5f);
    CHECK(choices[0].probability <= 1);
  }
}

TEST_CASE("the prior has its say", "[normalize]") {
  Lattice sentence(model());
  sentence.token("naar");
  sentence.token("huis", -0.01f);
  sentence.reading("muis", -30);
  CHECK(Ranker(model(), weights()).choose(sentence.lattice).empty());
}

TEST_CASE("one candidate may read several tokens, but none beyond the end", "[normalize]") {
  Lattice sentence(model());
  sentence.token("naar");
  sentence.token("hu", -2);
  sentence.reading("huis", -0.1f, 2);
  sentence.token("is", -2);
  sentence.token(".");
  sentence.reading("huis", -0.1f, 2);
  const auto choices = Ranker(model(), weights()).choose(sentence.lattice);
  REQUIRE(choices.size() == 1);
  CHECK(choices[0].token == 1);
  CHECK(choices[0].candidate == 1);
  // Keeping the two apart is what the others would do; it is not likelier than what won.
  CHECK(choices[0].probability > 0.5f);
}

TEST_CASE("there is nothing to choose in an empty sentence, or one without readings", "[normalize]") {
  const Ranker ranker(model(), weights());
  Lattice sentence(model());
  CHECK(ranker.choose(sentence.lattice).empty());
  sentence.token("naar");
  sentence.token("huis");
  CHECK(ranker.choose(sentence.lattice).empty());
}
