#include "klinker/nn/network.h"

#include <functional>

#include "catch_torch.h"
#include "klinker/error.h"
#include "klinker/nn/encoder_bag.h"
#include "klinker/nn/tensors.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

constexpr const char* kSizes =
    R"("vocab_size":20,"hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,"intermediate_size":12,"max_position_embeddings":16)";

std::string config(const std::string& more) { return std::string("{") + kSizes + "," + more + "}"; }

const std::string kBert = R"("model_type":"bert")";

// A folder with the weights of a fresh network.
class Saved {
 public:
  explicit Saved(HeadKind kind, const std::vector<std::string>& labels = {"ja", "nee"}) {
    torch::manual_seed(3);
    network_ = std::make_shared<Network>(make_encoder(config(kBert), "config.json"), kind,
                                         static_cast<std::int64_t>(labels.size()));
    for (auto& parameter : network_->parameters()) parameter.data().normal_();
    save_network(*network_, labels, false, folder_.file(""), TensorType::f32);
    network_->eval();
  }

  const TemporaryFolder& folder() const { return folder_; }
  ModelFolder model() const { return ModelFolder(folder_.file("")); }

  torch::Tensor logits() const { return forward(*network_); }
  static torch::Tensor forward(Network& network) {
    const torch::NoGradGuard no_gradients;
    network.eval();
    PieceBatch batch;
    batch.add(std::vector<int>{1, 2, 3});
    batch.add(std::vector<int>{4, 19});
    return network.forward(batch);
  }

  // Writes the weights again, as `change` makes them.
  template <typename Change>
  void rewrite(const Change& change) const {
    std::map<std::string, torch::Tensor> tensors;
    {
      const SafetensorsFile file(folder_.file("model.safetensors"));
      for (const auto& [name, view] : file.tensors()) tensors[name] = to_tensor(view);
    }
    change(tensors);
    std::map<std::string, TensorView> views;
    for (auto& [name, tensor] : tensors) {
      tensor = tensor.contiguous();
      const TensorType type = tensor.scalar_type() == torch::kFloat64 ? TensorType::f64
                              : tensor.scalar_type() == torch::kInt8  ? TensorType::i8
                                                                      : TensorType::f32;
      views[name] = {type, tensor.sizes().vec(), {static_cast<const char*>(tensor.data_ptr()), tensor.nbytes()}};
    }
    write_safetensors(folder_.file("model.safetensors"), views);
  }

 private:
  TemporaryFolder folder_;
  std::shared_ptr<Network> network_;
};

std::string refusal(const std::function<void()>& action, ErrorCode code) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  FAIL("nothing was refused");
  return {};
}

bool says(const std::string& message, const char* what) { return message.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("Weights in 64 and in 8 bits are read", "[nn]") {
  const Saved saved(HeadKind::text);
  saved.rewrite([](auto& tensors) {
    for (auto& [name, tensor] : tensors) tensor = tensor.to(torch::kFloat64);
  });
  CHECK(torch::allclose(Saved::forward(*Network::load(saved.model(), HeadKind::text, 2)), saved.logits(), 1e-5, 1e-6));

  const std::string name = "bert.encoder.layer.0.intermediate.dense.weight";
  saved.rewrite([&](auto& tensors) { tensors[name] = torch::full({12, 8}, 3).to(torch::kInt8); });
  const std::string message = refusal([&] { Network::load(saved.model(), HeadKind::text, 2); }, ErrorCode::unsupported);
  CHECK(says(message, name.c_str()));
  CHECK(says(message, "I8 and has no"));
  const auto loaded = [&](const torch::Tensor& scale) {
    saved.rewrite([&](auto& tensors) { tensors[name + "_scale"] = scale; });
    for (const PublishedTensor& tensor : Network::load(saved.model(), HeadKind::text, 2)->tensors())
      if (tensor.names.front() == name) return tensor.value;
    return torch::Tensor();
  };
  CHECK(torch::allclose(loaded(torch::tensor({0.5F})), torch::full({12, 8}, 1.5F)));
  const torch::Tensor rows = torch::arange(12).to(torch::kFloat32);
  CHECK(torch::allclose(loaded(rows.reshape({12, 1})), 3 * rows.reshape({12, 1}).expand({12, 8})));
  CHECK(says(refusal([&] { loaded(torch::ones({5})); }, ErrorCode::invalid_model), "_scale"));
}

TEST_CASE("A head that a checkpoint lacks, or has for other labels, is fresh", "[nn]") {
  const Saved saved(HeadKind::text, {"a", "b", "c"});
  CHECK(Network::load(saved.model(), HeadKind::text, 3)->has_trained_head());
  CHECK_FALSE(Network::load(saved.model(), HeadKind::text, 2)->has_trained_head());
  CHECK_FALSE(Network::load(saved.model(), HeadKind::masked, 0)->has_trained_head());
  CHECK(saved.model().info().labels == std::vector<std::string>{"a", "b", "c"});
  saved.rewrite([](auto& tensors) { tensors.erase("bert.encoder.layer.0.output.dense.bias"); });
  CHECK(says(refusal([&] { Network::load(saved.model(), HeadKind::text, 3); }, ErrorCode::invalid_model),
             "output.dense.bias"));
}

TEST_CASE("Shards and old names give the same logits", "[nn]") {
  const Saved saved(HeadKind::text);
  std::map<std::string, torch::Tensor> first;
  std::string index = R"({"weight_map":{)";
  saved.rewrite([&](auto& tensors) {
    for (auto i = tensors.begin(); i != tensors.end();) {
      const bool norm = i->first.find("LayerNorm") != std::string::npos;
      std::string name = i->first;
      if (norm) name.replace(name.rfind('.'), std::string::npos, name.ends_with("weight") ? ".gamma" : ".beta");
      index += (index.back() == '{' ? "\"" : ",\"") + name + "\":\"" + (norm ? "norms" : "rest") + ".safetensors\"";
      if (norm) first[name] = i->second;
      i = norm ? tensors.erase(i) : std::next(i);
    }
  });
  std::filesystem::rename(saved.folder().file("model.safetensors"), saved.folder().file("rest.safetensors"));
  std::vector<PublishedTensor> norms;
  for (const auto& [name, tensor] : first) norms.push_back({{name}, tensor});
  save_tensors(norms, saved.folder().file("norms.safetensors"), TensorType::f32);
  saved.folder().write("model.safetensors.index.json", index + "}}");
  CHECK(torch::allclose(Saved::forward(*Network::load(saved.model(), HeadKind::text, 2)), saved.logits()));
}

TEST_CASE("A masked head with a table of its own is refused", "[nn]") {
  const Saved saved(HeadKind::masked);
  const std::string table = "bert.embeddings.word_embeddings.weight", head = "cls.predictions.decoder.weight";
  saved.rewrite([&](auto& tensors) { tensors[head] = tensors[table]; });
  CHECK(torch::allclose(Saved::forward(*Network::load(saved.model(), HeadKind::masked, 0)), saved.logits()));
  saved.rewrite([&](auto& tensors) { tensors[head] = tensors[table] + 1; });
  CHECK(says(refusal([&] { Network::load(saved.model(), HeadKind::masked, 0); }, ErrorCode::unsupported), head.c_str()));
  CHECK_FALSE(Network::load(saved.model(), HeadKind::text, 2)->has_trained_head());
  saved.folder().write("config.json", config(kBert + R"(,"tie_word_embeddings":false)"));
  CHECK(says(refusal([&] { Network::load(saved.model(), HeadKind::masked, 0); }, ErrorCode::unsupported),
             "tie_word_embeddings"));
  CHECK(Network::load(saved.model(), HeadKind::text, 2)->encoder().vocabulary() == 20);
}

TEST_CASE("Sizes that the weights cannot have are refused before anything is allocated", "[nn]") {
  const Saved saved(HeadKind::text);
  const std::string huge =
      R"({"model_type":"bert","vocab_size":16000000,"hidden_size":16384,"num_hidden_layers":256,"num_attention_heads":2,"intermediate_size":65536})";
  saved.folder().write("config.json", huge);
  CHECK(says(refusal([&] { Network::load(saved.model(), HeadKind::text, 2); }, ErrorCode::invalid_model), "more than the"));
  refusal([&] { make_encoder(huge, "config.json"); }, ErrorCode::invalid_model);
  refusal(
      [&] {
        make_encoder(
            R"({"model_type":"klinker-bag","vocab_size":16000000,"bigram_buckets":0,"embedding_size":4096,"hidden_size":8})",
            "config.json");
      },
      ErrorCode::invalid_model);
}

TEST_CASE("A folder without weights gives a fresh network, and encoders of texts alone no heads for pieces", "[nn]") {
  const TemporaryFolder folder;
  folder.write("config.json", config(R"("model_type":"roberta","pad_token_id":1)"));
  const auto network = Network::load(ModelFolder(folder.file("")), HeadKind::token, 3);
  CHECK_FALSE(network->has_trained_head());
  CHECK(Saved::forward(*network).sizes() == torch::IntArrayRef({5, 3}));
  BagConfig bag;
  bag.vocabulary = 10;
  bag.embedding = bag.hidden = 4;
  for (const HeadKind kind : {HeadKind::token, HeadKind::masked})
    refusal([&] { Network(std::make_shared<EncoderBag>(bag), kind, 2); }, ErrorCode::unsupported);
}
