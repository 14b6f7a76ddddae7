#include "catch.h"
#include "klinker/error.h"
#include "klinker/text/table.h"
#include "normalize/normalizer_model.h"
#include "tiny_normalizer.h"

using namespace klinker;
using klinker::testing::tiny_normalizer;
using klinker::testing::tiny_trainer;

TEST_CASE("a tiny training gives a model that loads", "[normalize]") {
  const TrainedNormalizer& trained = tiny_normalizer();
  const NormalizerModel model(trained.model);
  CHECK(trained.words == model.words().size());
  CHECK(trained.sentences == 5 + 5);
  CHECK(model.find("niet") != Dawg::kNone);
  CHECK(model.find("nait") == Dawg::kNone);  // the other side of a pair is not standard
  CHECK(model.log_count(model.find("niet")) > model.log_count(model.find("kaas")));
  VarietyLogits logits = model.varieties().bias();
  for (const std::string_view word : {"wie", "goan", "noar", "hoes"}) model.varieties().add({word, false}, logits);
  CHECK(VarietyModel::softmax(logits).best() == Variety::low_saxon);
}

TEST_CASE("the same training gives the same bytes", "[normalize]") {
  const TrainedNormalizer& first = tiny_normalizer();
  const TrainedNormalizer second = tiny_trainer().train();
  CHECK(first.model == second.model);
  CHECK(first.rewrites == second.rewrites);
  CHECK(first.reading_counts == second.reading_counts);
  const NormalizerTrainer once = tiny_trainer();
  CHECK(once.train().model == once.train().model);
}

TEST_CASE("training counts what forms stood for, and which letters differ", "[normalize]") {
  const TrainedNormalizer& trained = tiny_normalizer();
  for (const std::string row :
       {"low_saxon\twait\tweet\t1\tdialect\n", "chat\tkweet\tik weet\t1\tcontraction\n", "chat\tt\thet\t1\tspelling\n"})
    CHECK(trained.reading_counts.find(row) != std::string::npos);
  // What always stands for itself is not told, nor what is merged.
  for (const std::string form : {"\ttrein\t", "\tGou\t", "\tgou\t", "\tda\t"})
    CHECK(trained.reading_counts.find(form) == std::string::npos);
  CHECK(trained.rewrites.find("low_saxon\toe\tui\t") != std::string::npos);  // hoes, moes
  CHECK(parse_table(trained.rewrites, 4, "rewrites").size() >= 2);
  CHECK(parse_table(trained.reading_counts, 5, "counts").size() > 5);
}

TEST_CASE("training refuses a pair whose sides are not as long", "[normalize]") {
  NormalizerTrainer trainer({});
  try {
    trainer.add_pair({Variety::chat, {"a", "b"}, {"a"}}, 1);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::wrong_value);
  }
}

TEST_CASE("training takes odd input", "[normalize]") {
  NormalizerTrainer trainer({});
  trainer.add_word("");
  trainer.add_word("twee woorden");
  trainer.add_word(std::string(500, 'x'));
  trainer.add_word("één");
  trainer.add_text("", 1);
  trainer.add_text("!!! 12 👍 \u200B", 1);
  trainer.add_text(std::string(5000, 'y'), 1);
  trainer.add_example("", Variety::street);
  trainer.add_pair({Variety::chat, {}, {}}, 1);
  trainer.add_pair({Variety::chat, {"a", "b"}, {"", " "}}, 1);
  const TrainedNormalizer trained = trainer.train();
  const NormalizerModel model(trained.model);
  CHECK(model.find("één") != Dawg::kNone);
  CHECK(model.find("twee") == Dawg::kNone);
}
