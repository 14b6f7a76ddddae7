#include <cmath>

#include "catch.h"
#include "klinker/error.h"
#include "normalize/normalizer_model.h"
#include "tiny_normalizer.h"

using namespace klinker;
using klinker::testing::tiny_normalizer;

namespace {

// Loads the bytes and looks many things up; false where they are refused.
bool harmless(const std::string& bytes) {
  try {
    const NormalizerModel model(bytes);
    for (const std::string_view word : {"huis", "naar", "trein", "hoes", "", "gouda", "\xFF"}) {
      const auto id = model.find(word);
      const auto other = model.id(word.empty() || word[0] == '\xFF' ? "x" : word, word);
      if (!std::isfinite(model.ngrams().log_probability(id, other, 1)) || !std::isfinite(model.log_count(id)))
        FAIL("not a number");
      if (model.usual_case(id) > UsualCase::other) FAIL("no case");
      model.words().word(id % 64);
      VarietyLogits logits = model.varieties().bias();
      model.varieties().add({word, false}, logits);
      for (const float logit : logits)
        if (!std::isfinite(logit)) FAIL("not a number");
    }
    return true;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_model) FAIL("another error");
    return false;
  }
}

}  // namespace

TEST_CASE("a model of the normaliser knows its words", "[normalize]") {
  const NormalizerModel model(tiny_normalizer().model);
  const auto house = model.find("huis");
  REQUIRE(house != Dawg::kNone);
  CHECK(model.words().word(house) == "huis");
  CHECK(model.log_count(house) > 2);
  CHECK(model.log_count(model.find("weten")) == 0);  // in the list of words only
  CHECK(model.log_count(Dawg::kNone) == 0);
  CHECK(model.usual_case(house) == UsualCase::lower);
  CHECK(model.usual_case(model.find("gouda")) == UsualCase::title);
  CHECK(model.find("hoes") == Dawg::kNone);
  CHECK(model.ids("naar huis hoes 12 Jan") ==
        std::vector<NormalizerModel::WordId>{model.find("naar"), house, model.special(NormalizerModel::Special::unknown),
                                             model.special(NormalizerModel::Special::number),
                                             model.special(NormalizerModel::Special::name)});
  CHECK(model.ids("").empty());
  CHECK(model.id("", "") == model.special(NormalizerModel::Special::unknown));
  CHECK(model.ngrams().has_bigram(model.find("naar"), house));
}

TEST_CASE("the compiled-in model of the normaliser is whole", "[normalize]") {
  const NormalizerModel& model = NormalizerModel::builtin();
  CHECK(&model == &NormalizerModel::builtin());
  CHECK(model.words().size() > 50'000);
  CHECK(model.ngrams().vocabulary() == model.words().size() + NormalizerModel::kSpecials);
  for (const std::string_view word : {"huis", "één", "zo'n", "."}) CHECK(model.find(word) != Dawg::kNone);
  CHECK(model.usual_case(model.find("amsterdam")) == UsualCase::title);
  for (std::uint32_t word = 0; word < model.words().size(); word += 997)
    REQUIRE(model.find(model.words().word(word)) == word);
}

TEST_CASE("a model of the normaliser without one of its parts is refused", "[normalize]") {
  CHECK_THROWS_AS(NormalizerModel(""), Error);
  CHECK_THROWS_AS(NormalizerModel("KLNORM01"), Error);
  CHECK_THROWS_AS(NormalizerModel(NormalizerModel::pack({})), Error);
  try {
    const std::string bytes = NormalizerModel::pack({{"words", Dawg::build({"a"})}, {"counts", "1"}});
    const NormalizerModel model(bytes);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_model);
    CHECK(std::string(error.what()).find("\"cases\"") != std::string::npos);
  }
}

TEST_CASE("a damaged model of the normaliser is refused or harmless", "[normalize]") {
  const std::string& bytes = tiny_normalizer().model;
  REQUIRE(harmless(bytes));
  for (std::size_t size = 0; size < bytes.size(); size += size < 400 ? 1 : 997)
    if (harmless(bytes.substr(0, size))) FAIL("cut at " << size);
  // The head and the list of words, all bytes; then some of each part.
  std::string damaged = bytes;
  for (std::size_t at = 0; at < bytes.size(); at += at < 3000 ? 1 : 499)
    for (const int change : {0x01, 0x10, 0x80, 0xFF}) {
      damaged[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ change);
      harmless(damaged);
      damaged[at] = bytes[at];
    }
  for (const char fill : {'\0', '\x7F', '\xFF'}) harmless(bytes.substr(0, 8) + std::string(bytes.size() - 8, fill));
}
