#include "klinker/nn/checkpoint.h"

#include "catch.h"
#include "klinker/error.h"
#include "klinker/nn/model_folder.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

const std::string kBytes(8, '\1');

// A file with tensors of two numbers.
void write(const std::string& path, const std::vector<std::string>& names) {
  std::map<std::string, TensorView> tensors;
  for (const std::string& name : names) tensors[name] = {TensorType::f32, {2}, kBytes};
  write_safetensors(path, tensors);
}

struct Refused {
  ErrorCode code = ErrorCode::internal;
  std::string message;
};

template <typename Action>
Refused refused(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  return {};
}

}  // namespace

TEST_CASE("Shards are one checkpoint", "[nn]") {
  const TemporaryFolder folder;
  write(folder.file("model-00001-of-00002.safetensors"), {"a", "b"});
  write(folder.file("model-00002-of-00002.safetensors"), {"c"});
  folder.write("model.safetensors.index.json",
               R"({"metadata":{"total_size":24},"weight_map":{"a":"model-00001-of-00002.safetensors",)"
               R"("b":"model-00001-of-00002.safetensors","c":"model-00002-of-00002.safetensors"}})");
  folder.write("config.json", "{}");
  const ModelFolder model(folder.file(""));
  CHECK(model.has_weights());
  const Checkpoint checkpoint = model.weights();
  CHECK(checkpoint.tensors().size() == 3);
  CHECK(checkpoint.elements() == 6);
  CHECK(checkpoint.tensor("c").bytes == kBytes);
  const Refused missing = refused([&] { checkpoint.tensor("d"); });
  CHECK(missing.code == ErrorCode::invalid_model);
  CHECK(missing.message.find("has no tensor d") != std::string::npos);

  SECTION("A tensor that is not in its shard is named") {
    write(folder.file("model-00001-of-00002.safetensors"), {"a"});
    const Refused lacking = refused([&] { model.weights(); });
    CHECK(lacking.code == ErrorCode::invalid_model);
    CHECK(lacking.message.find("model-00001-of-00002.safetensors: lacks the tensor b") != std::string::npos);
  }
  SECTION("A tensor in two shards is named") {
    write(folder.file("model-00002-of-00002.safetensors"), {"a", "c"});
    const Refused twice = refused([&] { model.weights(); });
    CHECK(twice.code == ErrorCode::invalid_model);
    CHECK(twice.message.find("tensor a is there twice") != std::string::npos);
  }
  SECTION("A shard that is missing is named") {
    std::filesystem::remove(folder.file("model-00002-of-00002.safetensors"));
    const Refused gone = refused([&] { model.weights(); });
    CHECK(gone.code == ErrorCode::io);
    CHECK(gone.message.find("model-00002-of-00002.safetensors") != std::string::npos);
  }
  SECTION("A single file comes first") {
    write(folder.file("model.safetensors"), {"e"});
    CHECK(model.weights().tensors().size() == 1);
  }
}

TEST_CASE("An index cannot name files elsewhere", "[nn]") {
  for (const char* const shard : {"../a.safetensors", "/a.safetensors", "b/a.safetensors", "b\\\\a.safetensors", "..", "",
                                  "a.bin", ".a.safetensors", "a\\u0000.safetensors", "a\\n.safetensors"}) {
    INFO(shard);
    const std::string json = std::string(R"({"weight_map":{"t":")") + shard + "\"}}";
    const Refused elsewhere = refused([&] { read_shard_index(json, "the.index.json"); });
    CHECK(elsewhere.code == ErrorCode::invalid_model);
    CHECK(elsewhere.message.find("the.index.json") != std::string::npos);
    CHECK(elsewhere.message.find("in the same folder") != std::string::npos);
  }
  for (const char* const json : {"", "[]", "{}", R"({"weight_map":[]})", R"({"weight_map":{}})", R"({"weight_map":{"t":1}})",
                                 R"({"weight_map":{"t":"a.safetensors","t":"b.safetensors"}})"})
    CHECK(refused([&] { read_shard_index(json, "index"); }).code == ErrorCode::invalid_model);
}

TEST_CASE("The names of old BERTs are those of today", "[nn]") {
  const TemporaryFolder folder;
  write(folder.file("model.safetensors"), {"bert.embeddings.LayerNorm.gamma", "bert.embeddings.LayerNorm.beta", "beta"});
  const Checkpoint checkpoint(folder.file(""));
  CHECK(checkpoint.contains("bert.embeddings.LayerNorm.weight"));
  CHECK(checkpoint.contains("bert.embeddings.LayerNorm.bias"));
  CHECK(checkpoint.contains("beta"));
  write(folder.file("model.safetensors"), {"LayerNorm.gamma", "LayerNorm.weight"});
  CHECK(refused([&] { Checkpoint{folder.file("")}; }).message.find("is there twice") != std::string::npos);
}

TEST_CASE("Weights in another format are refused with a way out", "[nn]") {
  const TemporaryFolder folder;
  folder.write("config.json", "{}");
  const ModelFolder model(folder.file(""));
  CHECK_FALSE(model.has_weights());
  folder.write("pytorch_model.bin", "PK");
  const Refused pickle = refused([&] { model.has_weights(); });
  CHECK(pickle.code == ErrorCode::unsupported);
  CHECK(pickle.message.find("pytorch_model.bin, a pickle") != std::string::npos);
  CHECK(pickle.message.find("save_file") != std::string::npos);
  CHECK(refused([&] { model.weights(); }).code == ErrorCode::unsupported);
  write(folder.file("model.safetensors"), {"a"});
  CHECK(model.has_weights());
}

TEST_CASE("A tokenizer that a model numbers anew is refused; a length without limit is read", "[nn]") {
  const TemporaryFolder folder;
  std::filesystem::copy(test_data("tiny.model"), folder.file(kSentencePieceFile));
  const ModelFolder model(folder.file(""));
  folder.write("config.json", R"({"model_type":"xlm-roberta","vocab_size":500})");
  CHECK(model.tokenizer()->size() == 500);
  folder.write("config.json", R"({"model_type":"xlm-roberta","vocab_size":502})");
  CHECK(refused([&] { model.tokenizer(); }).code == ErrorCode::unsupported);
  folder.write("config.json", R"({"model_type":"bert","vocab_size":502})");
  CHECK(model.tokenizer()->size() == 500);
  folder.write("tokenizer_config.json", R"({"tokenizer_class":"XLMRobertaTokenizerFast"})");
  CHECK(refused([&] { model.tokenizer(); }).message.find("tokenizer.json") != std::string::npos);

  const TemporaryFolder words;
  words.write("vocab.txt", "[UNK]\n[CLS]\n[SEP]\nja\n");
  words.write("tokenizer_config.json",
              R"({"model_max_length":1000000000000000019884624838656,"a\"1":"12345678901234567890"})");
  CHECK(ModelFolder(words.file("")).tokenizer()->encode("ja") == std::vector<int>{3});
}
