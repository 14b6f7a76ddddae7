#include <random>
#include <stdexcept>

#include "catch.h"
#include "klinker/classify/model_evaluation.h"
#include "klinker/classify/tagger.h"
#include "klinker/classify/text_classifier.h"
#include "klinker/classify/trainer.h"
#include "klinker/error.h"
#include "klinker/nn/safetensors.h"
#include "tiny_transformer.h"
#include "toy_data.h"

using namespace klinker;

namespace {

TrainingOptions quick() {
  TrainingOptions options;
  options.epochs = 20;
  options.learning_rate = 0.005;
  options.batch_size = 16;
  options.half = false;
  return options;
}

// Sentences in which a person follows "de heer" and a place "in".
std::vector<Example> toy_sentences(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::vector<std::string> names = {"jan", "piet", "kees", "mo", "fatma"}, fillers = {"ziet", "hoort", "weer", "echt"};
  std::vector<Example> out;
  for (std::size_t i = 0; i < count; ++i) {
    Example example;
    const auto add = [&](const std::string& word, const std::string& tag) {
      example.tokens.push_back(word);
      example.tags.push_back(tag);
    };
    for (std::size_t n = 1 + random() % 3; n > 0; --n) {
      add(fillers[random() % fillers.size()], "O");
      const bool person = random() % 2 == 0;
      add(person ? "heer" : "in", "O");
      add(names[random() % names.size()], person ? "B-PER" : "B-LOC");
      if (random() % 2 == 0) add(names[random() % names.size()], person ? "I-PER" : "I-LOC");
    }
    out.push_back(std::move(example));
  }
  return out;
}

const std::vector<std::string> kTags = {"O", "B-LOC", "I-LOC", "B-PER", "I-PER"};

}  // namespace

TEST_CASE("A transformer learns to classify, and is written for other programs", "[classify]") {
  const TemporaryFolder folder;
  const std::string base = tiny_transformer(folder);
  const TrainingLog log =
      train(ModelFolder(base), toy_info(), toy_texts(200, 1), toy_texts(60, 2), quick(), folder.file("model"));
  CHECK(log.epochs.back().train_loss < log.epochs.front().train_loss);
  CHECK(evaluate(folder.file("model"), toy_texts(60, 3)).metrics.value("accuracy") > 0.9);
  CHECK(folder.read("model/config.json").find("BertForSequenceClassification") != std::string::npos);
  CHECK_FALSE(has_checkpoint(folder.file("model")));
}

TEST_CASE("A text may have several labels or none", "[classify]") {
  const TemporaryFolder folder;
  const auto texts = [](std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::vector<Example> out;
    for (std::size_t i = 0; i < count; ++i) {
      Example example = {.text = "vandaag"};
      for (const auto& [word, label] : {std::pair{" soep", "eten"}, {" regen", "weer"}, {" zon", "warm"}})
        if (random() % 2 == 0) {
          example.text += word;
          example.labels.push_back(label);
        }
      out.push_back(std::move(example));
    }
    return out;
  };
  TrainingOptions options = quick();
  options.epochs = 40;
  options.learning_rate = 0.003;
  options.balance_classes = true;
  options.label_smoothing = 0.02;
  train(ModelFolder(tiny_transformer(folder)), toy_info("multilabel", {"eten", "warm", "weer"}), texts(400, 1), texts(60, 2),
        options, folder.file("model"));
  const TextClassifier classifier = TextClassifier::load(folder.file("model"));
  CHECK(classifier.task() == Task::multilabel);
  CHECK(classifier.info().thresholds.size() == 3);
  const std::vector<std::string_view> both = {"vandaag soep regen", "vandaag"};
  const std::vector<Prediction> predictions = classifier.predict(both);
  CHECK(predictions[0].labels == std::vector<std::string>{"eten", "weer"});
  CHECK(predictions[1].labels.empty());
  CHECK(evaluate(folder.file("model"), texts(40, 3)).metrics.value("micro_f1") > 0.9);
  CHECK(folder.read("model/config.json").find("multi_label_classification") != std::string::npos);
}

TEST_CASE("A pair is judged by both of its texts", "[classify]") {
  const TemporaryFolder folder;
  const auto pairs = [](std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const std::vector<std::string> words = {"soep", "regen"};
    std::vector<Example> out;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t a = random() % 2, b = random() % 2;
      out.push_back({.text = words[a], .text_pair = words[b], .labels = {a == b ? "gelijk" : "anders"}});
    }
    return out;
  };
  TrainingOptions options = quick();
  options.epochs = 25;
  train(ModelFolder(tiny_transformer(folder)), toy_info("pair", {"anders", "gelijk"}), pairs(300, 1), pairs(40, 2), options,
        folder.file("model"));
  const TextClassifier classifier = TextClassifier::load(folder.file("model"));
  const std::vector<TextPair> asked = {{"soep", "soep"}, {"soep", "regen"}, {"regen", "soep"}};
  const std::vector<Prediction> predictions = classifier.predict(asked);
  CHECK(predictions[0].label == "gelijk");
  CHECK(predictions[1].label == "anders");
  CHECK(predictions[2].label == "anders");
  const std::string_view alone = "soep";
  CHECK_THROWS_AS(classifier.predict({&alone, 1}), Error);
}

TEST_CASE("A tagger learns, in sentences of any length", "[classify]") {
  const TemporaryFolder folder;
  // 24 pieces: most sentences are read in windows.
  train(ModelFolder(tiny_transformer(folder, 24)), toy_info("token", kTags), toy_sentences(250, 1), toy_sentences(60, 2),
        quick(), folder.file("model"));
  const ModelEvaluation evaluation = evaluate(folder.file("model"), toy_sentences(60, 3));
  CHECK(evaluation.metrics.value("entity_f1") > 0.9);
  CHECK(evaluation.metrics.labels == std::vector<std::string>{"LOC", "PER"});

  const Tagger tagger = Tagger::load(folder.file("model"));
  std::vector<std::vector<std::string>> sentences = {
      {"hoort", "heer", "jan", "piet"}, {}, {std::string(300, 'a'), "heer", "kees"}};
  std::vector<std::string> many;
  for (int i = 0; i < 50; ++i) many.insert(many.end(), {"hoort", "in", "mo"});
  sentences.push_back(many);
  const std::vector<Tagging> taggings = tagger.tag(sentences);
  REQUIRE(taggings.size() == 4);
  CHECK(taggings[0].tags == std::vector<std::string>{"O", "O", "B-PER", "I-PER"});
  CHECK(taggings[0].entities.front().score > 0.5);
  CHECK(taggings[1].tags.empty());
  CHECK(taggings[2].tags.size() == 3);
  CHECK(taggings[3].tags.size() == 150);
  CHECK(taggings[3].entities.size() > 45);

  const std::vector<std::string_view> texts = {"Weer in Fatma", ""};
  const auto spans = tagger.tag(texts, Tokenizer());
  REQUIRE(spans.size() == 2);
  REQUIRE(spans[0].size() == 1);
  CHECK(spans[0][0].span == Span{8, 13});
  CHECK(spans[0][0].label == "LOC");
  CHECK_THROWS_AS(TextClassifier::load(folder.file("model")), Error);
}

TEST_CASE("A training that is broken off goes on and ends with the same weights", "[classify]") {
  const TemporaryFolder folder;
  const std::string base = tiny_transformer(folder);
  TrainingOptions options = quick();
  options.epochs = 3;
  options.accumulate = 2;
  options.save_every = 2;
  options.log_every = 3;
  const auto run = [&](const std::string& name, const TrainingObserver& observer = {}) {
    return train(ModelFolder(base), toy_info(), toy_texts(150, 1), toy_texts(40, 2), options, folder.file(name), observer);
  };
  const TrainingLog whole = run("whole");
  std::size_t resumed = 0;
  for (const std::size_t end : {3, 5, 7, 12}) {
    TrainingObserver observer;
    observer.on_step = [end](const TrainingProgress& progress) {
      if (progress.step == end) throw std::runtime_error("broken off");
    };
    observer.on_resume = [&](std::size_t) { ++resumed; };
    CHECK_THROWS_AS(run("broken", observer), std::runtime_error);
  }
  const TrainingLog broken = run("broken");
  CHECK(resumed == 3);
  CHECK(folder.read("broken/model.safetensors") == folder.read("whole/model.safetensors"));
  CHECK(folder.read("broken/klinker.json") == folder.read("whole/klinker.json"));
  REQUIRE(broken.steps.size() == whole.steps.size());
  for (std::size_t i = 0; i < whole.steps.size(); ++i)
    CHECK(broken.steps[i].loss == Approx(whole.steps[i].loss).margin(1e-5));
  CHECK(broken.epochs.size() == 3);

  // A checkpoint serves only the run that it is of.
  TrainingObserver stop;
  stop.on_step = [](const TrainingProgress& progress) {
    if (progress.step == 5) throw std::runtime_error("broken off");
  };
  CHECK_THROWS_AS(run("other", stop), std::runtime_error);
  options.label_smoothing = 0.1;
  CHECK_THROWS_AS(run("other"), Error);
  folder.write("other/checkpoint.safetensors", "damaged");
  CHECK_THROWS_AS(run("other"), Error);
}

TEST_CASE("What is frozen stays, and lower layers may learn more slowly", "[classify]") {
  const TemporaryFolder folder;
  TrainingOptions options = quick();
  options.epochs = 1;
  const auto weights = [&](const std::string& name, const std::string& base) {
    train(ModelFolder(base), toy_info(), toy_texts(60, 1), toy_texts(20, 2), options, folder.file(name));
    return SafetensorsFile(folder.file(name + "/model.safetensors"));
  };
  const SafetensorsFile first = weights("first", tiny_transformer(folder));
  options.freeze_layers = 1;
  options.layer_decay = 0.5;
  const SafetensorsFile second = weights("second", folder.file("first"));
  const auto same = [&](const std::string& tensor) { return first.tensor(tensor).bytes == second.tensor(tensor).bytes; };
  CHECK(same("bert.embeddings.word_embeddings.weight"));
  CHECK(same("bert.encoder.layer.0.output.dense.weight"));
  CHECK_FALSE(same("bert.encoder.layer.1.output.dense.weight"));
  CHECK_FALSE(same("classifier.weight"));
  options.freeze_layers = 3;
  CHECK_THROWS_AS(weights("third", folder.file("first")), Error);
}
