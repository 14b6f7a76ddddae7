// What transformers_parity.sh runs:
//   folders FOLDER...             a line for each FAMILY.HEAD.TYPE of make.py: how far Klinker is off; writes FOLDER/saved
//   ids MODEL TEXTS               the piece ids of each line
//   states MODEL TEXTS EXPECTED   how far the states of all layers are off, and the embeddings of the lines
#include <torch/torch.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "klinker/classify/embedder.h"
#include "klinker/error.h"
#include "klinker/nn/encoder_transformer.h"
#include "klinker/nn/model_folder.h"
#include "klinker/nn/network.h"
#include "klinker/nn/tensors.h"
#include "klinker/text/table.h"

using namespace klinker;

namespace {

namespace fs = std::filesystem;

std::vector<std::int64_t> integers(const SafetensorsFile& file, const std::string& name) {
  const torch::Tensor tensor = to_tensor(file.tensor(name));
  return {tensor.data_ptr<std::int64_t>(), tensor.data_ptr<std::int64_t>() + tensor.numel()};
}

PieceBatch batch_of(const SafetensorsFile& file) {
  PieceBatch batch;
  batch.ids = integers(file, "ids");
  batch.types = integers(file, "types");
  batch.offsets = integers(file, "offsets");
  return batch;
}

double difference(const torch::Tensor& ours, const SafetensorsFile& file, const std::string& name) {
  const torch::Tensor theirs = to_tensor(file.tensor(name));
  if (ours.sizes() != theirs.sizes()) throw Error(ErrorCode::invalid_model, file.path() + ": other shapes");
  return (ours - theirs).abs().max().item<double>();
}

double states_difference(Network& network, const SafetensorsFile& file) {
  auto& encoder = dynamic_cast<EncoderTransformer&>(network.encoder());
  const PieceBatch batch = batch_of(file);
  return std::max(difference(torch::stack(encoder.all_states(batch)), file, "states"),
                  (encoder.states(batch) - encoder.all_states(batch).back()).abs().max().item<double>());
}

void check_folder(const std::string& path) {
  static const std::map<std::string, HeadKind> kKinds = {{"base", HeadKind::text},
                                                         {"single", HeadKind::text},
                                                         {"multi", HeadKind::text},
                                                         {"token", HeadKind::token},
                                                         {"masked", HeadKind::masked}};
  const std::string name = fs::path(path).filename().string();
  const std::string head = name.substr(name.find('.') + 1, name.rfind('.') - name.find('.') - 1);
  const std::string type = name.substr(name.rfind('.') + 1);
  const ModelFolder folder(path);
  const std::vector<std::string> labels = folder.info().labels;
  const auto network =
      Network::load(folder, kKinds.at(head), std::max<std::int64_t>(static_cast<std::int64_t>(labels.size()), 2));
  network->eval();
  const SafetensorsFile expected(folder.file("expected.safetensors"));
  double most = states_difference(*network, expected);
  if (head == "base") {
    if (expected.contains("outputs") && name.starts_with("bert"))
      most = std::max(most, difference(network->encoder().pooled(batch_of(expected)), expected, "outputs"));
  } else {
    if (!network->has_trained_head()) throw Error(ErrorCode::invalid_model, path + ": the head was not found");
    most = std::max(most, difference(network->forward(batch_of(expected)), expected, "outputs"));
    fs::create_directory(folder.file("saved"));
    save_network(*network, labels, head == "multi", folder.file("saved"),
                 type == "f16"    ? TensorType::f16
                 : type == "bf16" ? TensorType::bf16
                                  : TensorType::f32);
  }
  std::printf("%s\t%s\t%s\t%.1e\n", name.substr(0, name.find('.')).c_str(), head.c_str(), type.c_str(), most);
}

std::vector<std::string> lines_of(const std::string& path) {
  const std::string text = read_file(path);
  std::vector<std::string> lines;
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
  }
  return lines;
}

void print_ids(const std::string& model, const std::string& texts) {
  SubwordEncoder encoder(ModelFolder(model).tokenizer());
  SubwordEncoding pieces;
  for (const std::string& line : lines_of(texts)) {
    encoder.encode(line, {}, pieces);
    for (std::size_t i = 0; i < pieces.size(); ++i) std::printf("%s%d", i > 0 ? " " : "", pieces.ids[i]);
    std::puts("");
  }
}

void check_states(const std::string& model, const std::string& texts, const std::string& path) {
  const auto network = Network::load(ModelFolder(model), HeadKind::text, 2);
  network->eval();
  const SafetensorsFile expected(path);
  const std::vector<std::string> lines = lines_of(texts);
  const Embedder embedder = Embedder::load(model, {.pooling = Pooling::mean, .normalize = true, .prefix = ""});
  std::vector<torch::Tensor> rows;
  for (const auto& vector : embedder.embed(std::vector<std::string_view>(lines.begin(), lines.end())))
    rows.push_back(torch::tensor(vector));
  std::printf("%zu texts\tstates %.1e\tembeddings %.1e\n", lines.size(), states_difference(*network, expected),
              difference(torch::stack(rows), expected, "mean"));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const torch::NoGradGuard no_gradients;
  try {
    if (arguments.size() > 1 && arguments[0] == "folders")
      for (std::size_t i = 1; i < arguments.size(); ++i) check_folder(arguments[i]);
    else if (arguments.size() == 3 && arguments[0] == "ids") print_ids(arguments[1], arguments[2]);
    else if (arguments.size() == 4 && arguments[0] == "states") check_states(arguments[1], arguments[2], arguments[3]);
    else throw Error(ErrorCode::usage, "folders FOLDER..., ids MODEL TEXTS or states MODEL TEXTS EXPECTED");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "klinker-bench-transformers: %s\n", error.what());
    return 2;
  }
  return 0;
}
