// The numbers of `transformers`: data/parity is what tests/parity/make.py saw there.
#include <cstdint>
#include <filesystem>
#include <map>
#include <sstream>

#include "catch_torch.h"
#include "klinker/nn/encoder_transformer.h"
#include "klinker/nn/model_folder.h"
#include "klinker/nn/network.h"
#include "klinker/nn/tensors.h"
#include "klinker/text/table.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

namespace fs = std::filesystem;

constexpr double kClose = 1e-4;

// The same weights as in make.py.
torch::Tensor values(const std::string& name, const std::vector<std::int64_t>& shape) {
  std::uint64_t state = 0xCBF29CE484222325;
  for (const char c : name) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  std::string letters;
  for (const char c : name)
    if (c != '_') letters += static_cast<char>(std::tolower(c));
  const bool norm = letters.find("layernorm") != std::string::npos && letters.ends_with("weight");
  const torch::Tensor out = torch::empty(shape);
  for (std::int64_t i = 0; i < out.numel(); ++i) {
    std::uint64_t x = state + static_cast<std::uint64_t>(i);
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    const auto bits = (x ^ (x >> 31)) >> 56;
    out.data_ptr<float>()[i] = norm ? 0.5F + static_cast<float>(bits / 2) / 128 : static_cast<float>(bits) / 512 - 0.25F;
  }
  return out;
}

// One of the files of data/parity.
class Peer {
 public:
  explicit Peer(const std::string& path) : file_(path) {
    const torch::Tensor ids = tensor("ids"), types = tensor("types"), offsets = tensor("offsets");
    batch.ids.assign(ids.data_ptr<std::int64_t>(), ids.data_ptr<std::int64_t>() + ids.numel());
    batch.types.assign(types.data_ptr<std::int64_t>(), types.data_ptr<std::int64_t>() + types.numel());
    batch.offsets.assign(offsets.data_ptr<std::int64_t>(), offsets.data_ptr<std::int64_t>() + offsets.numel());
  }

  bool has(const std::string& name) const { return file_.contains(name); }
  torch::Tensor tensor(const std::string& name) const { return to_tensor(file_.tensor(name)); }
  std::string config(const std::string& head) const { return file_.metadata().at(head + ".config"); }

  std::vector<PublishedTensor> weights(const std::string& head) const {
    std::vector<PublishedTensor> out;
    std::istringstream lines(file_.metadata().at(head + ".shapes"));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream fields(line);
      std::string name;
      std::vector<std::int64_t> shape;
      fields >> name;
      for (std::int64_t extent; fields >> extent;) shape.push_back(extent);
      out.push_back({{name}, values(name, shape)});
    }
    return out;
  }

  void write(const TemporaryFolder& folder, const std::string& head, TensorType type) const {
    folder.write("config.json", config(head));
    save_tensors(weights(head), folder.file("model.safetensors"), type);
  }

  PieceBatch batch;

 private:
  SafetensorsFile file_;
};

std::map<std::string, Peer> peers() {
  std::map<std::string, Peer> out;
  for (const auto& entry : fs::directory_iterator(test_data("parity")))
    out.emplace(entry.path().stem().string(), entry.path().string());
  return out;
}

struct Head {
  const char* name;
  HeadKind kind;
  std::int64_t outputs;
};
constexpr Head kHeads[] = {{"single", HeadKind::text, 3},
                           {"multi", HeadKind::text, 12},
                           {"token", HeadKind::token, 5},
                           {"masked", HeadKind::masked, 60}};

double difference(const torch::Tensor& a, const torch::Tensor& b) {
  return a.sizes() == b.sizes() ? (a - b).abs().max().item<double>() : 1e9;
}

}  // namespace

TEST_CASE("Encoders give the vectors of transformers, in every layer", "[nn][parity]") {
  const torch::NoGradGuard no_gradients;
  const auto all = peers();
  REQUIRE(all.size() == 9);
  for (const auto& [family, peer] : all) {
    INFO(family);
    const TemporaryFolder folder;
    peer.write(folder, "base", TensorType::f32);
    const auto network = Network::load(ModelFolder(folder.file("")), HeadKind::text, 2);
    network->eval();
    CHECK_FALSE(network->has_trained_head());
    auto& encoder = dynamic_cast<EncoderTransformer&>(network->encoder());
    CHECK(difference(torch::stack(encoder.all_states(peer.batch)), peer.tensor("states")) < kClose);
    CHECK(difference(encoder.states(peer.batch), peer.tensor("states")[-1]) < kClose);
    if (family.starts_with("bert")) CHECK(difference(encoder.pooled(peer.batch), peer.tensor("base")) < kClose);
  }
}

TEST_CASE("Heads give the logits of transformers, from files of any type and after a round trip", "[nn][parity]") {
  const torch::NoGradGuard no_gradients;
  for (const auto& [family, peer] : peers())
    for (const Head& head : kHeads)
      for (const TensorType type : {TensorType::f32, TensorType::f16, TensorType::bf16}) {
        INFO(family << " " << head.name << " " << name(type));
        const TemporaryFolder folder, again;
        peer.write(folder, head.name, type);
        const auto network = Network::load(ModelFolder(folder.file("")), head.kind, head.outputs);
        network->eval();
        CHECK(network->has_trained_head());
        const ModelInfo info = ModelFolder(folder.file("")).info();
        CHECK(info.task == (head.name == std::string("multi") ? "multilabel"
                            : head.kind == HeadKind::token    ? "token"
                                                              : "text"));
        const std::vector<std::string>& labels = info.labels;
        for (std::size_t i = 0; i < labels.size(); ++i) CHECK(labels[i] == "LABEL_" + std::to_string(i));
        CHECK(difference(network->forward(peer.batch), peer.tensor(head.name)) < kClose);

        save_network(*network, labels, std::string(head.name) == "multi", again.file(""), type);
        const auto second = Network::load(ModelFolder(again.file("")), head.kind, head.outputs);
        second->eval();
        CHECK(second->has_trained_head());
        CHECK(difference(second->forward(peer.batch), peer.tensor(head.name)) < kClose);
        CHECK(SafetensorsFile(again.file("model.safetensors")).tensors().size() ==
              SafetensorsFile(folder.file("model.safetensors")).tensors().size());
      }
}
