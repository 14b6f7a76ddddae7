#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.h"
#include "klinker/error.h"
#include "normalize/ngram_builder.h"
#include "normalize/ngram_model.h"

using namespace klinker;

namespace {

using Sentence = std::vector<std::uint32_t>;

constexpr std::uint32_t kWords = 120;  // 0 begins a sentence, 1 ends it, the last ten are never seen

// Sentences in which few words are frequent and each word likes some words behind it, the same ones at each call.
std::vector<Sentence> made_up_sentences(std::size_t count) {
  std::uint64_t state = 42;
  const auto random = [&](std::uint64_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>((state >> 33) % below);
  };
  std::vector<Sentence> sentences;
  for (std::size_t i = 0; i < count; ++i) {
    Sentence sentence{0};
    for (std::uint32_t length = 3 + random(8); length > 0; --length) {
      const std::uint32_t likely = 2 + (sentence.back() * 7 + random(3)) % (kWords - 12);
      sentence.push_back(random(3) > 0 ? likely : 2 + random(1 + random(kWords - 12)));
    }
    sentence.push_back(1);
    sentences.push_back(sentence);
  }
  return sentences;
}

std::string built(const std::vector<Sentence>& sentences, const NgramLimits& limits, std::size_t vocabulary = kWords) {
  NgramBuilder builder(vocabulary);
  for (const Sentence& sentence : sentences) builder.add(sentence);
  return builder.build(limits);
}

NgramLimits exact(std::size_t bigrams = 1'000'000, std::size_t trigrams = 1'000'000) {
  return {bigrams, trigrams, 24, 24, true};
}

double probability(const NgramModel& model, std::uint32_t u, std::uint32_t v, std::uint32_t w) {
  return std::exp(static_cast<double>(model.log_probability(u, v, w)));
}

double probability(const NgramModel& model, std::uint32_t v, std::uint32_t w) {
  return std::exp(static_cast<double>(model.log_probability(v, w)));
}

double probability(const NgramModel& model, std::uint32_t w) {
  return std::exp(static_cast<double>(model.log_probability(w)));
}

// The largest distance to one of the sums over the vocabulary, of all contexts of two words, one and none.
double worst_sum(const NgramModel& model) {
  double worst = 0;
  const auto sum_up = [&](auto probability_of) {
    double sum = 0;
    for (std::uint32_t word = 0; word < model.vocabulary(); ++word) sum += probability_of(word);
    worst = std::max(worst, std::abs(sum - 1));
  };
  sum_up([&](std::uint32_t word) { return probability(model, word); });
  for (std::uint32_t v = 0; v < model.vocabulary(); ++v) {
    sum_up([&](std::uint32_t word) { return probability(model, v, word); });
    for (std::uint32_t u = 0; u < model.vocabulary(); u += 3)
      sum_up([&](std::uint32_t word) { return probability(model, u, v, word); });
  }
  return worst;
}

}  // namespace

TEST_CASE("n-gram probabilities are those that are computed by hand", "[ngram]") {
  // Words: 0 begin, 1 end, 2 to 4 a b c, 5 never. Too few for estimated discounts: 0.5 from one, 1 from two.
  const std::string bytes = built({{0, 2, 3, 1}, {0, 2, 4, 1}}, exact(), 6);
  const NgramModel model(bytes);
  CHECK(model.vocabulary() == 6);
  CHECK(model.bigrams() == 5);
  CHECK(model.trigrams() == 4);
  // Behind how many words: a b c one, end two, of 5. Of these 2.5 are shared out among 6 words.
  CHECK(probability(model, 5) == Approx(2.5 / 6 / 5).epsilon(1e-4));
  CHECK(probability(model, 0) == Approx(2.5 / 6 / 5).epsilon(1e-4));
  CHECK(probability(model, 2) == Approx((0.5 + 2.5 / 6) / 5).epsilon(1e-4));
  CHECK(probability(model, 1) == Approx((1 + 2.5 / 6) / 5).epsilon(1e-4));
  // b and c one each behind a, of which half is taken.
  CHECK(probability(model, 2, 3) == Approx((0.5 + 1 * 0.183333) / 2).epsilon(1e-4));
  CHECK(probability(model, 3, 1) == Approx(0.5 + 0.5 * 0.283333).epsilon(1e-4));
  CHECK(probability(model, 0, 2) == Approx((1 + 1 * 0.183333) / 2).epsilon(1e-4));
  CHECK(probability(model, 2, 1) == Approx(0.5 * 0.283333).epsilon(1e-4));
  CHECK(probability(model, 5, 3) == Approx(0.183333).epsilon(1e-4));
  CHECK(probability(model, 0, 2, 3) == Approx((0.5 + 1 * 0.341667) / 2).epsilon(1e-4));
  CHECK(probability(model, 2, 3, 1) == Approx(0.5 + 0.5 * 0.641667).epsilon(1e-4));
  CHECK(probability(model, 0, 2, 1) == Approx(0.5 * 0.5 * 0.283333).epsilon(1e-4));
  CHECK(probability(model, 0, 2, 5) == Approx(0.5 * 0.5 * 0.083333).epsilon(1e-4));
  // The history was never seen.
  CHECK(probability(model, 4, 2, 3) == Approx(0.341667).epsilon(1e-4));
  CHECK(probability(model, 5, 5, 3) == Approx(0.183333).epsilon(1e-4));
  CHECK(model.has_bigram(2, 3));
  CHECK(!model.has_bigram(3, 2));
  CHECK(!model.has_bigram(5, 2));
}

TEST_CASE("n-gram probabilities sum to one", "[ngram]") {
  const std::vector<Sentence> sentences = made_up_sentences(2000);
  for (const std::size_t limit : std::vector<std::size_t>{1'000'000, 2000, 500, 50, 1, 0}) {
    CAPTURE(limit);
    for (const bool continuations : {true, false}) {
      NgramLimits limits = exact(limit, limit);
      limits.continuations = continuations;
      const std::string fine = built(sentences, limits);
      CHECK(worst_sum(NgramModel(fine)) < 0.001);
      const std::string coarse = built(sentences, {limit, limit, 8, 10, continuations});
      CHECK(worst_sum(NgramModel(coarse)) < 0.02);
    }
  }
}

TEST_CASE("an n-gram model keeps its limits, and what is most useful", "[ngram]") {
  const std::vector<Sentence> sentences = made_up_sentences(2000);
  const std::string all_bytes = built(sentences, exact());
  const NgramModel all(all_bytes);
  REQUIRE(all.bigrams() > 2000);
  REQUIRE(all.trigrams() > 4000);
  double before = 1e9;
  for (const std::size_t trigrams : std::vector<std::size_t>{0, 10, 300, 3000}) {
    for (const std::size_t bigrams : std::vector<std::size_t>{0, 20, 700, 1500}) {
      const std::string bytes = built(sentences, exact(bigrams, trigrams));
      const NgramModel model(bytes);
      CHECK(model.bigrams() == bigrams);
      CHECK(model.trigrams() <= trigrams);
      if (bigrams < 1500) continue;
      double bits = 0;
      for (const Sentence& sentence : sentences)
        for (std::size_t i = 2; i < sentence.size(); ++i)
          bits -= static_cast<double>(model.log_probability(sentence[i - 2], sentence[i - 1], sentence[i]));
      CHECK(bits < before);
      before = bits;
    }
  }
  const std::string few_bytes = built({{0, 2, 3, 1}, {0, 2, 3, 4, 1}, {0, 5, 2, 3, 1}, {0, 4, 4, 5, 1}}, exact(1, 0), 6);
  CHECK(NgramModel(few_bytes).has_bigram(2, 3));
}

TEST_CASE("the same sentences make the same n-gram model", "[ngram]") {
  std::vector<Sentence> sentences = made_up_sentences(2000);
  const NgramLimits limits{800, 900};
  const std::string bytes = built(sentences, limits);
  CHECK(built(sentences, limits) == bytes);
  std::reverse(sentences.begin(), sentences.end());
  CHECK(built(sentences, limits) == bytes);
}

TEST_CASE("a weight counts sentences of n-grams more than once", "[ngram]") {
  const std::vector<Sentence> sentences = made_up_sentences(2000);
  const NgramLimits limits{800, 900};
  NgramBuilder often(kWords), weighted(kWords), halves(kWords);
  // Often enough that counts are merged on the way.
  for (int i = 0; i < 80; ++i)
    for (const Sentence& sentence : sentences) often.add(sentence);
  for (const Sentence& sentence : sentences) weighted.add(sentence, 80);
  for (const Sentence& sentence : sentences)
    for (int i = 0; i < 2; ++i) halves.add(sentence, i == 0 ? 79.5f : 0.5f);
  const std::string bytes = often.build(limits);
  CHECK(weighted.build(limits) == bytes);
  CHECK(halves.build(limits) == bytes);
}

TEST_CASE("an n-gram model of nothing gives all words the same probability", "[ngram]") {
  const std::string bytes = NgramBuilder(4).build({});
  CHECK(probability(NgramModel(bytes), 1, 2, 3) == Approx(0.25));
}

TEST_CASE("an n-gram builder refuses what it cannot count", "[ngram]") {
  CHECK_THROWS_AS(NgramBuilder(0), Error);
  CHECK_THROWS_AS(NgramBuilder((1u << 20) + 1), Error);
  NgramBuilder builder(10);
  CHECK_THROWS_AS(builder.add({1, 10}), Error);
  CHECK_THROWS_AS(builder.add({1, 2}, -1), Error);
  CHECK_THROWS_AS(builder.add({1, 2}, std::nanf("")), Error);
  CHECK_THROWS_AS(builder.build({10, 10, 0, 8, true}), Error);
  CHECK_THROWS_AS(builder.build({10, 10, 8, 25, true}), Error);
  CHECK_NOTHROW(builder.add({}));
  CHECK_NOTHROW(NgramBuilder(1u << 20).add({(1u << 20) - 1, 0, (1u << 20) - 1}));
}

TEST_CASE("ids that an n-gram model does not know are unlikely words", "[ngram]") {
  const std::string bytes = built(made_up_sentences(200), {});
  const NgramModel model(bytes);
  for (const std::uint32_t id : {kWords, kWords + 1, 1u << 20, ~0u}) {
    CHECK(model.log_probability(id) == model.log_probability(kWords - 1));
    CHECK(model.log_probability(id, 2) == model.log_probability(2));
    CHECK(model.log_probability(id, id, id) == model.log_probability(id));
    CHECK(std::isfinite(model.log_probability(2, 3, id)));
    CHECK(!model.has_bigram(2, id));
    CHECK(!model.has_bigram(id, 2));
  }
}

TEST_CASE("a damaged n-gram model is refused or harmless", "[ngram]") {
  const std::string bytes = built(made_up_sentences(300), {400, 300});
  // Each in a piece of memory of its size and at an odd address, so that a sanitizer sees what reads past it.
  const auto harmless = [](const std::string& damaged) {
    const std::vector<char> copy = [&] {
      std::vector<char> made(1, 'x');
      made.insert(made.end(), damaged.begin(), damaged.end());
      made.shrink_to_fit();
      return made;
    }();
    try {
      const NgramModel model(std::string_view(copy.data() + 1, damaged.size()));
      bool finite = true;
      for (std::uint32_t i = 0; i < 150; ++i) {
        const std::uint32_t u = i % 2 == 0 ? 0 : i % 11, v = i % 2 == 0 ? 2 + i : i * 7 % 121, w = i * 31 % 125;
        finite = finite && std::isfinite(model.log_probability(u, v, w)) && std::isfinite(model.log_probability(v, w)) &&
                 std::isfinite(model.log_probability(w));
        finite = finite && (model.has_bigram(u, v) || true);
      }
      CHECK(finite);
      return true;
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_model);
      return false;
    }
  };
  REQUIRE(harmless(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (harmless(bytes.substr(0, size))) FAIL("cut at " << size);
  CHECK(!harmless(bytes + '\0'));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int change : {0x01, 0x10, 0x80, 0xFF}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ change);
      harmless(damaged);
    }
  }
  for (const char fill : {'\0', '\x7F', '\xFF'})
    harmless(bytes.substr(0, NgramModel::kHeaderBytes) + std::string(bytes.size() - NgramModel::kHeaderBytes, fill));
}
