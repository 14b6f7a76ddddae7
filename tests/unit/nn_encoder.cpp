#include "catch_torch.h"
#include "klinker/error.h"
#include "klinker/nn/device.h"
#include "klinker/nn/encoder_bag.h"
#include "klinker/nn/model_folder.h"
#include "klinker/nn/threads.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

BagConfig small() {
  BagConfig config;
  config.vocabulary = 50;
  config.bigram_buckets = 64;
  config.embedding = 8;
  config.hidden = 6;
  return config;
}

PieceBatch batch_of(const std::vector<std::vector<int>>& texts) {
  PieceBatch batch;
  for (const auto& text : texts) batch.add(text);
  return batch;
}

ErrorCode code_of(const std::string& config) {
  try {
    make_encoder(config, "config.json");
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

}  // namespace

TEST_CASE("A bag encoder gives one vector for each text, whatever stands beside it", "[nn]") {
  torch::manual_seed(1);
  EncoderBag encoder(small());
  encoder.eval();
  const torch::NoGradGuard no_gradients;
  const torch::Tensor together = encoder.pooled(batch_of({{1, 2, 3}, {}, {49}, {3, 2, 1}}));
  REQUIRE(together.sizes() == torch::IntArrayRef({4, 6}));
  CHECK(torch::allclose(together[0], encoder.pooled(batch_of({{1, 2, 3}}))[0]));
  CHECK(torch::allclose(together[2], encoder.pooled(batch_of({{49}}))[0]));
  CHECK(together.isfinite().all().item<bool>());
  CHECK_FALSE(torch::allclose(together[0], together[3]));  // pairs see the order
}

TEST_CASE("A bag encoder without pairs does not see the order", "[nn]") {
  torch::manual_seed(1);
  BagConfig config = small();
  config.bigram_buckets = 0;
  EncoderBag encoder(config);
  encoder.eval();
  const torch::Tensor both = encoder.pooled(batch_of({{1, 2, 3}, {3, 2, 1}}));
  CHECK(torch::allclose(both[0], both[1]));
}

TEST_CASE("Dropout is for training alone", "[nn]") {
  torch::manual_seed(1);
  EncoderBag encoder(small());
  const PieceBatch batch = batch_of({{1, 2, 3, 4, 5, 6, 7, 8}});
  encoder.train();
  CHECK_FALSE(torch::equal(encoder.pooled(batch), encoder.pooled(batch)));
  encoder.eval();
  CHECK(torch::equal(encoder.pooled(batch), encoder.pooled(batch)));
}

TEST_CASE("An encoder is made from its own config.json", "[nn]") {
  const EncoderBag encoder(small());
  const auto again = make_encoder("{" + encoder.config() + "}", "config.json");
  CHECK(again->config() == encoder.config());
  CHECK(again->hidden_size() == 6);
  CHECK(again->prefix() == "bag");
  CHECK_THROWS_AS(again->states(batch_of({{1}})), Error);
}

TEST_CASE("A config.json that cannot be is refused", "[nn]") {
  CHECK(code_of(R"({"model_type":"mamba"})") == ErrorCode::unsupported);
  CHECK(code_of(R"({})") == ErrorCode::invalid_model);
  CHECK(code_of(R"({"model_type":"klinker-bag"})") == ErrorCode::invalid_model);
  CHECK(code_of(R"([1])") == ErrorCode::invalid_model);
  CHECK(
      code_of(
          R"({"model_type":"klinker-bag","vocab_size":99999999999,"bigram_buckets":0,"embedding_size":8,"hidden_size":8})") ==
      ErrorCode::invalid_model);
  BagConfig config = small();
  config.dropout = 1;
  CHECK_THROWS_AS(EncoderBag(config), Error);
}

TEST_CASE("The thread count comes back", "[nn]") {
  const int before = at::get_num_threads();
  {
    const TensorThreads three(3);
    CHECK(at::get_num_threads() == 3);
    const TensorThreads same(0);
    CHECK(at::get_num_threads() == 3);
  }
  CHECK(at::get_num_threads() == before);
}

TEST_CASE("Devices have names", "[nn]") {
  CHECK(tensor_device("cpu") == torch::Device(torch::kCPU));
  CHECK_THROWS_AS(tensor_device("tpu"), Error);
  CHECK_THROWS_AS(tensor_device("cuda:"), Error);
  CHECK_THROWS_AS(tensor_device("cuda:99"), Error);
}

TEST_CASE("klinker.json keeps everything", "[nn]") {
  ModelInfo info;
  info.name = "a | b";
  info.labels = {"ja", "nee \"dus\""};
  info.positive = "ja";
  info.threshold = 0.37;
  info.temperature = 1.25;
  info.thresholds = {0.25, 0.5};
  info.temperatures = {0.75, 1.5};
  info.training_data = {{"berichten", "berichten.jsonl", "CC0", "geschreven", 12}};
  info.measurements = {{"macro_f1", 0.8, 0.7, 0.9, "dev.jsonl", 30, "klinker evaluate"}};
  info.notes = {"een", "twee"};
  const ModelInfo again = ModelInfo::from_json(info.to_json(), "klinker.json");
  CHECK(again.to_json() == info.to_json());
  CHECK((again.measurements == info.measurements));
  CHECK(again.index_of("nee \"dus\"") == 1);
  CHECK(again.temperature_of(1) == 1.5);
  CHECK(again.threshold_of(0) == 0.25);
  CHECK_THROWS_AS(again.index_of("misschien"), Error);
  const std::string card = again.card();
  CHECK(card.find("a | b") != std::string::npos);
  CHECK(card.find("0.7 to 0.9") != std::string::npos);
  CHECK(card.find("CC0") != std::string::npos);

  info.add({"macro_f1", 0.9, 0.9, 0.9, "dev.jsonl", 30, "klinker evaluate"});
  REQUIRE(info.measurements.size() == 1);
  CHECK(info.measurements[0].value == 0.9);
}

TEST_CASE("A klinker.json that contradicts itself is refused", "[nn]") {
  for (const char* const text :
       {"", "[]", R"({"labels":["a","a"]})", R"({"labels":["a"],"positive":"b"})", R"({"labels":["a",1]})",
        R"({"temperature":0})", R"({"labels":["a"],"temperatures":[1,2]})", R"({"labels":["a"],"temperatures":[0]})",
        R"({"threshold":2})", R"({"metrics":[{"value":1}]})", R"({"notes":"x"})"})
    CHECK_THROWS_AS(ModelInfo::from_json(text, "klinker.json"), Error);
}

TEST_CASE("A folder says what it lacks", "[nn]") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(ModelFolder(folder.file("nothing")), Error);
  const ModelFolder empty(folder.file(""));
  CHECK_FALSE(empty.has_weights());
  CHECK_THROWS_AS(empty.tokenizer(), Error);
  CHECK_THROWS_AS(empty.weights(), Error);
  CHECK_THROWS_AS(empty.config(), Error);
  folder.write("vocab.txt", "[UNK]\n");
  CHECK(empty.tokenizer()->size() == 1);
  folder.write("config.json", R"({"id2label":{"1":"b","0":"a"}})");
  CHECK(empty.info().labels == (std::vector<std::string>{"a", "b"}));
  folder.write("config.json", R"({"id2label":{"1":"b","2":"a"}})");
  CHECK_THROWS_AS(empty.info(), Error);
  const ModelFolder single(test_data("tiny.model"));
  CHECK_FALSE(single.has_weights());
  CHECK(single.tokenizer()->size() == 500);
}
