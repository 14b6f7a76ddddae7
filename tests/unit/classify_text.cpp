#include <random>

#include "catch.h"
#include "klinker/classify/explanation.h"
#include "klinker/classify/report.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/classify/text_evaluation.h"
#include "klinker/classify/trainer.h"
#include "klinker/error.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

// Messages about food or about the weather, between words that say nothing.
std::vector<LabelledText> toy_texts(std::size_t count, std::uint64_t seed) {
  const std::vector<std::string> food = {"soep", "brood", "kaas", "koffie"}, weather = {"regen", "wind", "zon", "mist"},
                                 filler = {"vandaag", "weer", "echt", "veel", "denk ik", "bij ons"};
  std::mt19937_64 random(seed);
  const auto one_of = [&](const std::vector<std::string>& words) { return words[random() % words.size()]; };
  std::vector<LabelledText> out;
  for (std::size_t i = 0; i < count; ++i) {
    const bool about_food = random() % 2 == 0;
    out.push_back({one_of(filler) + " " + one_of(about_food ? food : weather) + " " + one_of(filler), about_food ? "eten" : "weer"});
  }
  return out;
}

TrainingOptions quick() {
  TrainingOptions options;
  options.epochs = 8;
  options.fresh.embedding = 16;
  options.fresh.hidden = 16;
  options.fresh.bigram_buckets = 256;
  options.learning_rate = 0.02;
  return options;
}

ModelInfo toy_info() {
  ModelInfo info;
  info.name = "toy";
  info.labels = {"eten", "weer"};
  return info;
}

TextClassifier train_toy(const TrainingOptions& options = quick()) {
  return train_text_classifier(ModelFolder(test_data("tiny.model")), toy_info(), toy_texts(200, 1), toy_texts(60, 2), options);
}

}  // namespace

TEST_CASE("A bag model learns what words a text holds", "[classify]") {
  std::vector<EpochMetrics> epochs;
  const TextClassifier classifier = train_text_classifier(ModelFolder(test_data("tiny.model")), toy_info(), toy_texts(200, 1),
                                                          toy_texts(60, 2), quick(), [&](const EpochMetrics& e) { epochs.push_back(e); });
  REQUIRE(epochs.size() >= 2);
  CHECK(epochs.back().train_loss < epochs.front().train_loss);
  CHECK(epochs.front().best);
  const std::vector<LabelledText> test = toy_texts(100, 3);
  const TextEvaluation evaluation = evaluate(classifier, test);
  CHECK(evaluation.metrics.accuracy > 0.95);
  CHECK(evaluation.metrics.macro_f1 > 0.95);
}

TEST_CASE("The same seed gives the same weights, another seed others", "[classify]") {
  const TemporaryFolder folder;
  TrainingOptions options = quick();
  train_toy(options).save(folder.file("a"), false);
  train_toy(options).save(folder.file("b"), false);
  options.seed = 2;
  train_toy(options).save(folder.file("c"), false);
  CHECK(folder.read("a/model.safetensors") == folder.read("b/model.safetensors"));
  CHECK(folder.read("a/klinker.json") == folder.read("b/klinker.json"));
  CHECK(folder.read("a/model.safetensors") != folder.read("c/model.safetensors"));
}

TEST_CASE("Texts together get what each gets alone", "[classify]") {
  const TextClassifier classifier = train_toy();
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
  CHECK(classifier.predict({}).empty());
}

TEST_CASE("A saved classifier answers as before", "[classify]") {
  const TemporaryFolder folder;
  const TextClassifier classifier = train_toy();
  classifier.save(folder.file("model"));
  const TextClassifier again = TextClassifier::load(folder.file("model"));
  for (const std::string_view text : {"soep met brood", "regen", "iets anders"}) {
    const Prediction a = classifier.predict({&text, 1}).front(), b = again.predict({&text, 1}).front();
    CHECK(a.scores[0] == Approx(b.scores[0]).margin(5e-3));  // weights have 16 bits in the file
  }
  CHECK_THROWS_AS(classifier.save(folder.file("model")), Error);
  CHECK(folder.read("model/config.json").find("\"id2label\":{\"0\":\"eten\",\"1\":\"weer\"}") != std::string::npos);

  // Training goes on from it.
  TrainingOptions options = quick();
  options.epochs = 1;
  CHECK_NOTHROW(train_text_classifier(ModelFolder(folder.file("model")), toy_info(), toy_texts(50, 4), toy_texts(20, 5), options));
}

TEST_CASE("A damaged model folder is refused", "[classify]") {
  const TemporaryFolder folder;
  train_toy().save(folder.file("model"));
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
  folder.write("model/config.json", "{\"model_type\":\"bert\"}");
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
  const ModelFolder base(test_data("tiny.model"));
  const auto texts = toy_texts(10, 1);
  const std::vector<LabelledText> none, unknown = {{"soep", "drinken"}};
  CHECK_THROWS_AS(train_text_classifier(base, toy_info(), none, texts, quick()), Error);
  CHECK_THROWS_AS(train_text_classifier(base, toy_info(), texts, none, quick()), Error);
  CHECK_THROWS_AS(train_text_classifier(base, toy_info(), unknown, texts, quick()), Error);
  CHECK_THROWS_AS(train_text_classifier(base, {}, texts, texts, quick()), Error);
  TrainingOptions options = quick();
  options.learning_rate = 0;
  CHECK_THROWS_AS(train_text_classifier(base, toy_info(), texts, texts, options), Error);
}

TEST_CASE("The word that decides has the greatest weight", "[classify]") {
  const TextClassifier classifier = train_toy();
  const Tokenizer tokenizer;
  const std::string_view text = "vandaag echt veel soep, denk ik";
  const std::vector<Explanation> words = explain(classifier, tokenizer, text, 0);
  REQUIRE(words.size() == 6);
  const auto greatest = std::max_element(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.weight < b.weight; });
  CHECK(greatest->span.of(text) == "soep");
  CHECK(explain(classifier, tokenizer, "", 0).empty());
  CHECK_THROWS_AS(explain(classifier, tokenizer, text, 2), Error);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "soep ";
  CHECK(explain(classifier, tokenizer, many, 0).size() <= 256);
}

TEST_CASE("A report holds its parts, and data cannot break out of it", "[classify]") {
  const TextClassifier classifier = train_toy();
  Report report;
  report.title = "Proef";
  report.info = classifier.info();
  report.epochs = {{1, 0.1, 0.7, 0.6, 0.5, 0.4, true, 1.0}, {2, 0.1, 0.5, 0.5, 0.6, 0.5, true, 1.0}};
  report.evaluation = evaluate(classifier, toy_texts(20, 9));
  report.evaluation.worst.push_back({"<script>alert(1)</script>", "eten", "weer", 0.9});
  const std::string page = html_report(report);
  CHECK(page.find("<svg") != std::string::npos);
  CHECK(page.find("Reliability") != std::string::npos);
  CHECK(page.find("<script>") == std::string::npos);
  CHECK(page.find("http") == std::string::npos);
}

TEST_CASE("Labelled texts are read, and a bad record is named by its place", "[classify]") {
  const TemporaryFolder folder;
  const std::string good = folder.write("a.jsonl", "{\"text\":\"één\",\"label\":\"x\",\"rest\":1}\n\n{\"label\":\"y\",\"text\":\"twee\"}\r\n");
  const std::vector<LabelledText> texts = read_labelled_texts({good});
  CHECK(texts == std::vector<LabelledText>{{"één", "x"}, {"twee", "y"}});
  for (const char* const line : {"{\"text\":\"geheim\"}", "{\"text\":\"geheim\",\"label\":1}", "{\"label\":\"geheim\"}", "geheim"}) {
    const std::string bad = folder.write("b.jsonl", std::string("{\"text\":\"a\",\"label\":\"x\"}\n") + line + "\n");
    try {
      read_labelled_texts({bad});
      FAIL("the record was not refused");
    } catch (const Error& error) {
      CHECK(std::string(error.what()).find("line 2") != std::string::npos);
      CHECK(std::string(error.what()).find("geheim") == std::string::npos);
    }
  }
  const std::string lines = folder.write("c.txt", "een\n\ntwee\ndrie\nvier\nvijf");
  CHECK(label_lines({lines}, "z", 100).size() == 5);
  const auto sample = label_lines({lines}, "z", 2, 3);
  CHECK(sample.size() == 2);
  CHECK(sample == label_lines({lines}, "z", 2, 3));
}
