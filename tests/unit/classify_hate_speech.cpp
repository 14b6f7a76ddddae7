#include <algorithm>
#include <random>

#include "catch.h"
#include "klinker/classify/hate_speech_detector.h"
#include "klinker/classify/model_evaluation.h"
#include "klinker/classify/trainer.h"
#include "klinker/error.h"
#include "temporary_folder.h"
#include "toy_data.h"

using namespace klinker;

namespace {

const std::vector<std::string> kLabels = {"explicit", "hateful", "implicit", "offensive", "origin", "religion"};

// Words that stand for what a message does, so that nothing hateful is needed here.
std::vector<Example> messages(std::size_t count, std::uint64_t seed) {
  const std::vector<Example> kinds = {{.text = "soep", .labels = {"explicit", "hateful", "offensive", "religion"}},
                                      {.text = "regen", .labels = {"hateful", "implicit", "origin"}},
                                      {.text = "kaas", .labels = {"offensive"}},
                                      {.text = "mist", .labels = {"origin"}},
                                      {.text = "brood"}};
  std::mt19937_64 random(seed);
  std::vector<Example> out;
  for (std::size_t i = 0; i < count; ++i) {
    Example example = kinds[random() % kinds.size()];
    example.text = (random() % 2 == 0 ? "vandaag " : "bij ons ") + example.text + (random() % 2 == 0 ? " echt" : " veel");
    out.push_back(std::move(example));
  }
  return out;
}

TrainingOptions quick() {
  TrainingOptions options;
  options.epochs = 12;
  options.fresh.embedding = 16;
  options.fresh.hidden = 16;
  options.fresh.bigram_buckets = 64;
  options.learning_rate = 0.02;
  options.half = false;
  return options;
}

class ToyDetector {
 public:
  ToyDetector() {
    train(ModelFolder(test_data("tiny.model")), toy_info("multilabel", kLabels), messages(400, 1), messages(100, 2), quick(),
          path());
  }
  std::string path() const { return folder.file("model"); }
  HateSpeechDetector detector(std::optional<double> threshold = std::nullopt) const {
    return {TextClassifier::load(path()), std::nullopt, {}, threshold};
  }

  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("Beside hate stand offence, target and mode, and they agree with the verdict", "[classify]") {
  const ToyDetector toy;
  const std::vector<std::string_view> texts = {"vandaag soep", "bij ons regen", "veel kaas",
                                               "bij ons mist", "echt brood",    ""};
  const auto answers = toy.detector().predict(texts);
  const auto check = [&](std::size_t text, bool hateful, const char* category, const char* target, const char* mode) {
    INFO(texts[text]);
    CHECK(answers[text].hateful == hateful);
    CHECK(answers[text].aspects->category == category);
    CHECK(answers[text].aspects->target == target);
    CHECK(answers[text].aspects->mode == mode);
  };
  check(0, true, "hateful", "religion", "explicit");
  check(1, true, "hateful", "origin", "implicit");
  check(2, false, "offensive", "", "");
  check(3, false, "neutral", "", "");  // about people of some origin, and harmless
  check(4, false, "neutral", "", "");
  CHECK(answers[0].aspects->offensive > 0.5);
  CHECK(answers[1].aspects->offensive < 0.5);

  for (const HateSpeechAnswer& answer : toy.detector(0.0).predict(texts)) {
    CHECK(answer.aspects->category == "hateful");
    CHECK_FALSE(answer.aspects->target.empty());
  }
  const auto strict = toy.detector(2.0).predict(texts);  // more than any score
  CHECK(strict[0].aspects->category == "offensive");
  CHECK(strict[0].aspects->target.empty());
}

TEST_CASE("A model without further labels says nothing of them", "[classify]") {
  const TemporaryFolder folder;
  std::vector<Example> examples = messages(60, 3);
  for (Example& example : examples) example.labels = {example.labels.size() > 2 ? "hateful" : "not_hateful"};
  train(ModelFolder(test_data("tiny.model")), toy_info("text", {"hateful", "not_hateful"}), examples, examples, quick(),
        folder.file("model"));
  const HateSpeechDetector detector(TextClassifier::load(folder.file("model")), std::nullopt);
  const std::string_view text = "vandaag soep";
  CHECK_FALSE(detector.predict({&text, 1}).front().aspects);
  CHECK(TextClassifier::load(folder.file("model"), {.label = "hateful"}).labels().size() == 2);
  CHECK_THROWS_AS(TextClassifier::load(folder.file("model"), {.label = "offensive"}), Error);
}

TEST_CASE("Each sentence has the score that it would have alone", "[classify]") {
  const ToyDetector toy;
  const HateSpeechDetector detector = toy.detector();
  const std::string text = "Bij ons brood. Vandaag soep! Echt veel brood.";
  const std::vector<ScoredSentence> sentences = detector.sentences(text);
  REQUIRE(sentences.size() == 3);
  for (const ScoredSentence& sentence : sentences) {
    const std::string_view part = sentence.span.of(text);
    CHECK(sentence.score == Approx(detector.predict({&part, 1}).front().hate.score).margin(1e-6));
  }
  CHECK(sentences[1].span.of(text) == "Vandaag soep!");
  CHECK(sentences[1].hateful);
  CHECK_FALSE(sentences[0].hateful);
  CHECK(detector.sentences("").empty());

  // One sentence in a text that is longer than what is read of it.
  std::string letter;
  while (letter.size() < 40'000) letter += "Bij ons veel brood. ";
  const std::size_t place = letter.size();
  letter += "Vandaag soep!";
  const std::vector<ScoredSentence> all = detector.sentences(letter);
  const auto worst =
      std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.score < b.score; });
  CHECK(worst->span.start == place);
  const std::string_view whole = letter;
  CHECK_FALSE(detector.predict({&whole, 1}).front().hateful);
}

TEST_CASE("One label of several can be asked for alone", "[classify]") {
  const ToyDetector toy;
  const TextClassifier all = TextClassifier::load(toy.path()),
                       one = TextClassifier::load(toy.path(), {.label = "offensive"});
  CHECK(one.task() == Task::text);
  CHECK(one.labels() == std::vector<std::string>{"offensive", "not_offensive"});
  CHECK(one.info().threshold == all.info().threshold_of(3));
  const std::vector<std::string_view> texts = {"vandaag soep", "bij ons regen", "veel kaas", ""};
  const auto several = all.predict(texts), single = one.predict(texts);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CHECK(single[i].scores[0] == Approx(several[i].scores[3]).margin(1e-9));
    const bool given = std::count(several[i].labels.begin(), several[i].labels.end(), "offensive") > 0;
    CHECK((single[i].label == "offensive") == given);
  }
  CHECK_THROWS_AS(TextClassifier::load(toy.path(), {.label = "kaas"}), Error);

  std::vector<Example> examples = messages(100, 4);
  for (Example& example : examples) {
    const bool offensive = std::count(example.labels.begin(), example.labels.end(), "offensive") > 0;
    example.labels = {offensive ? "offensive" : "not_offensive"};
  }
  CHECK(evaluate(toy.path(), examples, {}, {.label = "offensive"}).metrics.value("accuracy") > 0.95);
}

TEST_CASE("Each of several labels is calibrated by itself", "[classify]") {
  const ToyDetector toy;
  const TextClassifier classifier = TextClassifier::load(toy.path());
  const ModelInfo& info = classifier.info();
  REQUIRE(info.temperatures.size() == kLabels.size());
  for (std::size_t label = 0; label < kLabels.size(); ++label) CHECK(info.temperature_of(label) == info.temperatures[label]);
  // A higher temperature makes its label less sure, and no other.
  ModelInfo softened = info;
  softened.temperatures[3] = 100;
  const std::string_view text = "veel kaas";
  const std::vector<double> scores = classifier.predict({&text, 1}).front().scores;
  write_model_info(toy.path(), softened);
  const Prediction softer = TextClassifier::load(toy.path()).predict({&text, 1}).front();
  CHECK(scores[3] > 0.5);
  CHECK(softer.scores[3] < scores[3]);
  CHECK(softer.scores[3] > 0.5);
  CHECK(softer.scores[1] == Approx(scores[1]));
}
