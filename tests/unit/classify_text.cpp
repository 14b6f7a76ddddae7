#include <algorithm>
#include <cmath>
#include <random>

#include "catch.h"
#include "klinker/classify/cascade.h"
#include "klinker/classify/explanation.h"
#include "klinker/classify/model_evaluation.h"
#include "klinker/classify/report.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/classify/trainer.h"
#include "klinker/error.h"
#include "temporary_folder.h"
#include "tiny_transformer.h"
#include "toy_data.h"

using namespace klinker;

namespace {

TrainingOptions quick() {
  TrainingOptions options;
  options.epochs = 8;
  options.fresh.embedding = 16;
  options.fresh.hidden = 16;
  options.fresh.bigram_buckets = 256;
  options.learning_rate = 0.02;
  options.half = false;
  return options;
}

// A trained model in a folder of its own.
class Toy {
 public:
  explicit Toy(const TrainingOptions& options = quick())
      : log(train(ModelFolder(test_data("tiny.model")), toy_info(), toy_texts(200, 1), toy_texts(60, 2), options, path())) {}

  std::string path() const { return folder.file("model"); }
  TextClassifier classifier() const { return TextClassifier::load(path()); }

  TemporaryFolder folder;
  TrainingLog log;
};

}  // namespace

TEST_CASE("A bag model learns what words a text holds", "[classify]") {
  const Toy toy;
  REQUIRE(toy.log.epochs.size() >= 2);
  CHECK(toy.log.epochs.back().train_loss < toy.log.epochs.front().train_loss);
  CHECK(toy.log.epochs.front().best);
  const ModelEvaluation evaluation = evaluate(toy.path(), toy_texts(100, 3));
  CHECK(evaluation.metrics.value("accuracy") > 0.95);
  CHECK(evaluation.metrics.value("macro_f1") > 0.95);
}

TEST_CASE("The same seed gives the same weights, another seed others", "[classify]") {
  TrainingOptions options = quick();
  const Toy a(options), b(options);
  options.seed = 2;
  const Toy c(options);
  CHECK(a.folder.read("model/model.safetensors") == b.folder.read("model/model.safetensors"));
  CHECK(a.folder.read("model/klinker.json") == b.folder.read("model/klinker.json"));
  CHECK(a.folder.read("model/model.safetensors") != c.folder.read("model/model.safetensors"));
}

TEST_CASE("Texts together get what each gets alone", "[classify]") {
  const Toy toy;
  const TextClassifier classifier = toy.classifier();
  const std::string very_long(100'000, 'a'), cut_in_character = std::string(32 * 1024 - 1, 'a') + "é";
  const std::vector<std::string> texts = {"soep", "", "regen en wind", " ", "😀", very_long, cut_in_character, "brood\nkaas"};
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const std::vector<Prediction> together = classifier.predict(views);
  REQUIRE(together.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Prediction alone = classifier.predict({&views[i], 1}).front();
    CHECK(alone.label == together[i].label);
    double sum = 0;
    for (std::size_t label = 0; label < 2; ++label) {
      CHECK(alone.scores[label] == Approx(together[i].scores[label]).margin(1e-6));
      sum += alone.scores[label];
    }
    CHECK(sum == Approx(1.0));
  }
  CHECK(classifier.predict(std::vector<std::string_view>{}).empty());
}

TEST_CASE("Training goes on from a saved classifier, whose labels keep their order", "[classify]") {
  const Toy toy;
  CHECK(toy.folder.read("model/config.json").find("\"id2label\":{\"0\":\"eten\",\"1\":\"weer\"}") != std::string::npos);
  TrainingOptions options = quick();
  options.epochs = 1;
  options.learning_rate = 1e-6;
  const TemporaryFolder folder;
  train(ModelFolder(toy.path()), toy_info(), toy_texts(50, 4), toy_texts(60, 2), options, folder.file("more"));
  CHECK(evaluate(folder.file("more"), toy_texts(100, 3)).metrics.value("accuracy") > 0.95);
}

TEST_CASE("Weights in 16 bits give the same answers", "[classify]") {
  const Toy toy;
  TrainingOptions options = quick();
  options.half = true;
  const Toy half(options);
  CHECK(half.folder.read("model/model.safetensors").size() * 5 < toy.folder.read("model/model.safetensors").size() * 3);
  for (const std::string_view text : {"soep met brood", "regen", "iets anders"}) {
    const Prediction a = toy.classifier().predict({&text, 1}).front(), b = half.classifier().predict({&text, 1}).front();
    CHECK(a.scores[0] == Approx(b.scores[0]).margin(5e-3));
  }
}

TEST_CASE("A damaged model folder is refused", "[classify]") {
  const Toy toy;
  const TemporaryFolder& folder = toy.folder;
  const std::string config = folder.read("model/config.json"), info = folder.read("model/klinker.json");
  const auto refused = [&](ErrorCode code) {
    try {
      TextClassifier::load(folder.file("model"));
    } catch (const Error& error) {
      CHECK(error.code() == code);
      return;
    }
    FAIL("the model was not refused");
  };
  folder.write("model/config.json", "{\"model_type\":\"gpt2\"}");
  refused(ErrorCode::unsupported);
  std::string other = config;
  other.replace(other.find("\"hidden_size\":16"), 16, "\"hidden_size\":17");
  folder.write("model/config.json", other);
  refused(ErrorCode::invalid_model);
  other = config;
  other.replace(other.find("\"vocab_size\":500"), 16, "\"vocab_size\":400");
  folder.write("model/config.json", other);
  refused(ErrorCode::invalid_model);
  folder.write("model/config.json", config);
  folder.write("model/klinker.json", R"({"task":"token","labels":["a","b"]})");
  refused(ErrorCode::unsupported);
  folder.write("model/klinker.json", R"({"task":"text","labels":["a"]})");
  refused(ErrorCode::invalid_model);
  folder.write("model/klinker.json", info);
  folder.write("model/sentencepiece.bpe.model", "no model");
  refused(ErrorCode::invalid_model);
  std::filesystem::remove(folder.file("model/model.safetensors"));
  refused(ErrorCode::invalid_model);
}

TEST_CASE("Training that makes no sense is refused", "[classify]") {
  const TemporaryFolder folder;
  const auto texts = toy_texts(10, 1);
  const std::vector<Example> none, unknown = {{.text = "soep", .labels = {"drinken"}}};
  const auto refused = [&](const ModelInfo& info, const std::vector<Example>& train_set, const std::vector<Example>& dev,
                           const TrainingOptions& options) {
    CHECK_THROWS_AS(train(ModelFolder(test_data("tiny.model")), info, train_set, dev, options, folder.file("model")), Error);
  };
  refused(toy_info(), none, texts, quick());
  refused(toy_info(), texts, none, quick());
  refused(toy_info(), unknown, texts, quick());
  refused({}, texts, texts, quick());
  const auto with = [&](auto change) {
    TrainingOptions options = quick();
    change(options);
    refused(toy_info(), texts, texts, options);
  };
  with([](TrainingOptions& options) { options.learning_rate = -1; });
  with([](TrainingOptions& options) { options.batch_size = 0; });
  with([](TrainingOptions& options) { options.metric = "entity_f1"; });
  with([](TrainingOptions& options) { options.freeze_layers = 1; });
  with([](TrainingOptions& options) { options.learning_rate = 1e30; });
}

TEST_CASE("The word that decides has the greatest weight", "[classify]") {
  const Toy toy;
  const TextClassifier classifier = toy.classifier();
  const Tokenizer tokenizer;
  const std::string_view text = "vandaag echt veel soep, denk ik";
  const std::vector<Explanation> words = explain(classifier, tokenizer, text, 0);
  REQUIRE(words.size() == 6);
  const auto greatest =
      std::max_element(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.weight < b.weight; });
  CHECK(greatest->span.of(text) == "soep");
  CHECK(explain(classifier, tokenizer, "", 0).empty());
  CHECK_THROWS_AS(explain(classifier, tokenizer, text, 2), Error);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "soep ";
  CHECK(explain(classifier, tokenizer, many, 0).size() <= 256);
}

TEST_CASE("A report holds its parts, and data cannot break out of it", "[classify]") {
  const Toy toy;
  Report report = {.title = "Proef",
                   .data = "x",
                   .command = "y",
                   .info = toy.classifier().info(),
                   .log = toy.log,
                   .evaluation = evaluate(toy.path(), toy_texts(20, 9))};
  const std::string evil = "<script>alert(1)</script>";
  report.evaluation.worst.push_back({{.text = evil, .text_pair = evil, .labels = {evil}}, {evil}, 1, 0.9, {{{0, 8}, 0.5}}});
  const std::string page = html_report(report);
  CHECK(page.find("<svg") != std::string::npos);
  CHECK(page.find("Before temperature scaling") != std::string::npos);
  CHECK(page.find("<script>") == std::string::npos);
  CHECK(page.find("://") == std::string::npos);
}

TEST_CASE("A cascade asks its second model from a score on, and takes the mean of the logits", "[classify]") {
  const Toy toy;
  TrainingOptions options = quick();
  options.seed = 2;
  const Toy other(options);
  const std::vector<std::string_view> texts = {"vandaag soep", "veel regen", "bij ons", ""};
  const auto first = toy.classifier().predict(texts), second = other.classifier().predict(texts);
  const auto logit = [](double p) {  // of what is next to certain, as much as a cascade counts
    p = std::clamp(p, 1e-6, 1 - 1e-6);
    return std::log(p / (1 - p));
  };
  const auto predict = [&](const CascadeOptions& cascade) {
    return Cascade(toy.classifier(), other.classifier(), "eten", cascade).predict(texts);
  };
  const auto all = predict({.from = 0, .threshold = 0.5});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const double mean = (logit(first[i].scores[0]) + logit(second[i].scores[0])) / 2;
    CHECK(all[i].asked_both);
    CHECK(logit(all[i].score) == Approx(mean).margin(1e-3).epsilon(1e-3));
    CHECK(all[i].positive == (all[i].score >= 0.5));
  }
  const auto alone = Cascade(toy.classifier(), std::nullopt, "eten").predict(texts);
  const auto some = predict({.from = first[0].scores[0], .threshold = 0.5});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CHECK(some[i].asked_both == (first[i].scores[0] >= first[0].scores[0]));
    if (!some[i].asked_both) CHECK(some[i].score == Approx(alone[i].score));
    CHECK_FALSE(alone[i].asked_both);
    CHECK(alone[i].score == Approx(first[i].scores[0]).margin(1e-6));
  }
  CHECK_THROWS_AS(Cascade(toy.classifier(), std::nullopt, "drinken"), Error);
}

TEST_CASE("A cascade rewrites what goes on, for both models, and tells as what it was read", "[classify]") {
  const Toy toy;
  const auto rewrite = [](std::string_view text) { return text == "zoep" ? std::string("soep") : std::string(text); };
  const Cascade cascade(toy.classifier(), toy.classifier(), "eten",
                        {.from = 0, .threshold = std::nullopt, .rewrite = rewrite});
  const std::vector<std::string_view> texts = {"zoep", "soep"};
  const auto answers = cascade.predict(texts);
  CHECK(answers[0].score == Approx(answers[1].score).margin(1e-6));
  CHECK(answers[0].read_as == "soep");
  CHECK(answers[1].read_as.empty());
}
