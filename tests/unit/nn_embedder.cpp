#include <future>

#include "catch_torch.h"
#include "klinker/classify/embedder.h"
#include "klinker/error.h"
#include "klinker/nn/encoder_bag.h"
#include "klinker/nn/network.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

constexpr const char* kVocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nde\nfiets\nstaat\nbuiten\n.\n##en\nquery\n:\n";

// A small BERT with random weights that reads twelve pieces.
class TinyBert {
 public:
  TinyBert() {
    torch::manual_seed(7);
    folder_.write("vocab.txt", kVocabulary);
    encoder_ =
        make_encoder(R"({"model_type":"bert","vocab_size":13,"hidden_size":8,"num_hidden_layers":2,"num_attention_heads":2,)"
                     R"("intermediate_size":12,"max_position_embeddings":12})",
                     "config.json");
    for (auto& parameter : encoder_->parameters()) parameter.data().normal_();
    save_network(Network(encoder_, HeadKind::text, 2), {}, false, path(), TensorType::f32);
    encoder_->eval();
  }

  const TemporaryFolder& folder() const { return folder_; }
  std::string path() const { return folder_.file(""); }

  // The states of one text of these pieces.
  torch::Tensor states(const std::vector<int>& pieces) const {
    const torch::NoGradGuard no_gradients;
    PieceBatch batch;
    batch.add(pieces);
    return encoder_->states(batch);
  }

 private:
  TemporaryFolder folder_;
  std::shared_ptr<Encoder> encoder_;
};

std::vector<float> embed(const Embedder& embedder, std::string_view text) { return embedder.embed({&text, 1}).front(); }

bool close(const std::vector<float>& numbers, const torch::Tensor& wanted) {
  return torch::allclose(torch::tensor(numbers), wanted, 1e-4, 1e-5);
}

ErrorCode code_of(const TinyBert& model) {
  try {
    Embedder::load(model.path());
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

}  // namespace

TEST_CASE("The vector of a text is made of those of its pieces", "[nn]") {
  const TinyBert model;
  const torch::Tensor states = model.states({2, 5, 6, 7, 8, 9, 3});
  const std::string text = "de fiets staat buiten.";
  const Embedder plain = Embedder::load(model.path());
  CHECK(plain.size() == 8);
  CHECK(plain.max_pieces() == 12);
  CHECK(close(embed(plain, text), states.mean(0)));
  CHECK(close(embed(Embedder::load(model.path(), {.pooling = Pooling::cls}), text), states[0]));
  CHECK(close(embed(Embedder::load(model.path(), {.pooling = Pooling::max}), text), states.amax(0)));
  const torch::Tensor mean = states.mean(0);
  CHECK(close(embed(Embedder::load(model.path(), {.normalize = true}), text), mean / mean.norm()));
  CHECK(close(embed(Embedder::load(model.path(), {.prefix = "query: "}), "de"), model.states({2, 11, 12, 5, 3}).mean(0)));
  CHECK(close(embed(plain, ""), model.states({2, 3}).mean(0)));
}

TEST_CASE("A vector does not depend on the texts beside it, and long texts are cut", "[nn]") {
  const TinyBert model;
  const Embedder embedder = Embedder::load(model.path());
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (int j = 0; j < i * 7 % 23; ++j) text += j % 3 == 0 ? "fiets " : "buiten ";
    texts.push_back(text);
  }
  texts.emplace_back(100000, 'x');
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const auto together = embedder.embed(views);
  REQUIRE(together.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(close(together[i], torch::tensor(embed(embedder, texts[i]))));
  CHECK(close(embed(embedder, "de de de de de de de de de de fiets"),
              model.states({2, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 3}).mean(0)));
  CHECK(embedder.embed({}).empty());

  auto other = std::async(std::launch::async, [&] { return embedder.embed(views); });
  CHECK(embedder.embed(views) == together);
  CHECK(other.get() == together);
}

TEST_CASE("Settings of sentence-transformers are followed, and refused by name", "[nn]") {
  const TinyBert model;
  std::filesystem::create_directory(model.folder().file("1_Pooling"));
  model.folder().write("1_Pooling/config.json",
                       R"({"word_embedding_dimension":8,"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false})");
  const torch::Tensor states = model.states({2, 5, 6, 3});
  CHECK(close(embed(Embedder::load(model.path()), "de fiets"), states[0]));
  model.folder().write("modules.json", R"([{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},)"
                                       R"({"idx":1,"path":"1_Pooling","type":"sentence_transformers.models.Pooling"},)"
                                       R"({"idx":2,"path":"2_Normalize","type":"sentence_transformers.models.Normalize"}])");
  model.folder().write("1_Pooling/config.json", R"({"embedding_dimension":8,"pooling_mode":"max","include_prompt":true})");
  model.folder().write("sentence_bert_config.json", R"({"max_seq_length":4,"do_lower_case":false})");
  const torch::Tensor greatest = states.amax(0);
  const Embedder embedder = Embedder::load(model.path());
  CHECK(embedder.max_pieces() == 4);
  CHECK(close(embed(embedder, "de fiets buiten"), greatest / greatest.norm()));
  CHECK(close(embed(Embedder::load(model.path(), {.pooling = Pooling::cls, .normalize = false}), "de fiets"), states[0]));
  model.folder().write("config_sentence_transformers.json",
                       R"({"prompts":{"query":"query: "},"default_prompt_name":"query"})");
  model.folder().write("sentence_bert_config.json", R"({"max_seq_length":null})");
  model.folder().write("tokenizer_config.json", R"({"model_max_length":9})");
  CHECK(Embedder::load(model.path()).max_pieces() == 9);
  CHECK(close(embed(Embedder::load(model.path(), {.pooling = Pooling::mean, .normalize = false}), "de"),
              model.states({2, 11, 12, 5, 3}).mean(0)));

  const auto with = [&](const char* file, const std::string& json) {
    INFO(file << " " << json);
    const std::string before = model.folder().read(file);
    model.folder().write(file, json);
    const ErrorCode code = code_of(model);
    model.folder().write(file, before);
    return code;
  };
  CHECK(with("1_Pooling/config.json", R"({"pooling_mode_lasttoken":true})") == ErrorCode::unsupported);
  CHECK(with("1_Pooling/config.json", R"({"pooling_mode_cls_token":true,"pooling_mode_max_tokens":true})") ==
        ErrorCode::unsupported);
  CHECK(with("1_Pooling/config.json", R"({"pooling_mode":"mean","include_prompt":false})") == ErrorCode::unsupported);
  CHECK(with("modules.json", R"([{"path":"2_Dense","type":"sentence_transformers.models.Dense"}])") ==
        ErrorCode::unsupported);
  CHECK(with("modules.json", R"([{"path":"../1_Pooling","type":"sentence_transformers.models.Pooling"}])") ==
        ErrorCode::invalid_model);
  CHECK(with("modules.json", "{}") == ErrorCode::invalid_model);
  CHECK(with("sentence_bert_config.json", R"({"max_seq_length":0})") == ErrorCode::invalid_model);
  CHECK(with("sentence_bert_config.json", R"({"do_lower_case":true})") == ErrorCode::unsupported);
  CHECK(with("vocab.txt", std::string(kVocabulary) + "te\nveel\n") == ErrorCode::invalid_model);
  CHECK(code_of(model) == ErrorCode::internal);  // nothing is wrong
}

TEST_CASE("An encoder without vectors of pieces gives those of texts", "[nn]") {
  torch::manual_seed(7);
  const TemporaryFolder folder;
  std::filesystem::copy(test_data("tiny.model"), folder.file("sentencepiece.bpe.model"));
  BagConfig config;
  config.vocabulary = 500;
  config.embedding = 8;
  config.hidden = 6;
  const auto encoder = std::make_shared<EncoderBag>(config);
  save_network(Network(encoder, HeadKind::text, 2), {}, false, folder.file(""), TensorType::f32);
  const Embedder embedder = Embedder::load(folder.file(""));
  CHECK(embedder.size() == 6);
  CHECK(embed(embedder, "een fiets") != embed(embedder, "een huis"));
  CHECK(embed(embedder, "") == std::vector<float>(6, 0.0F));
  CHECK_THROWS_AS(Embedder::load(folder.file(""), {.pooling = Pooling::cls}), Error);
}
