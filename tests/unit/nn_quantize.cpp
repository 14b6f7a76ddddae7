#include <cmath>
#include <random>

#include "catch_torch.h"
#include "klinker/error.h"
#include "klinker/nn/quantize.h"
#include "klinker/nn/tensors.h"
#include "nn/packed_weights.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

std::string write(const TemporaryFolder& folder, const std::map<std::string, torch::Tensor>& tensors) {
  std::map<std::string, TensorView> views;
  for (const auto& [name, tensor] : tensors) views[name] = to_view(tensor);
  const std::string path = folder.file("in.safetensors");
  write_safetensors(path, views);
  return path;
}

torch::Tensor normal(std::int64_t rows, std::int64_t columns) {
  torch::manual_seed(7);
  return torch::randn({rows, columns}) * 0.04;
}

}  // namespace

TEST_CASE("weights in four bits keep their levels and lose a tenth of a normal distribution", "[nn]") {
  // Every level times a scale that an f16 holds comes back as it was.
  std::vector<float> weights;
  for (int i = 0; i < 64; ++i) weights.push_back(i % 16 == 7 ? 0.0f : (i % 2 == 0 ? 0.5f : -0.5f));
  const PackedWeights exact = pack_weights(weights);
  CHECK(exact.codes.size() == 32);
  CHECK(unpack_weights(exact.codes, exact.scales) == weights);

  std::mt19937 random(3);
  std::normal_distribution<float> draw(0, 0.1f);
  weights.assign(64 * 100, 0);
  for (float& weight : weights) weight = draw(random);
  const PackedWeights packed = pack_weights(weights);
  const std::vector<float> back = unpack_weights(packed.codes, packed.scales);
  double error = 0, size = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    error += std::pow(weights[i] - back[i], 2);
    size += std::pow(weights[i], 2);
  }
  CHECK(std::sqrt(error / size) < 0.1);
}

TEST_CASE("a quantised file gives its matrices back under their names", "[nn]") {
  const TemporaryFolder folder;
  const torch::Tensor matrix = normal(32, 128), odd = normal(32, 40), bias = normal(1, 64)[0];
  const torch::Tensor places = torch::arange(5);
  const std::string to = folder.file("out.safetensors");
  write_quantized(SafetensorsFile(write(folder, {{"m.weight", matrix}, {"o.weight", odd}, {"m.bias", bias}, {"p", places}})),
                  to);
  const SafetensorsFile file(to);
  CHECK(file.tensor("m.weight").shape == std::vector<std::int64_t>{32, 64});
  CHECK(file.tensor("m.weight_scale").shape == std::vector<std::int64_t>{32, 2});
  CHECK(file.tensor("o.weight").type == TensorType::f16);

  const std::vector<PublishedTensor> tensors = {{{"m.weight"}, torch::zeros({32, 128})},
                                                {{"o.weight"}, torch::zeros({32, 40})},
                                                {{"m.bias"}, torch::zeros({64})},
                                                {{"p"}, torch::zeros({5}, torch::kInt64)}};
  CHECK(fits(tensors, file));
  load_tensors(tensors, file);
  CHECK((tensors[0].value - matrix).norm().item<double>() < 0.1 * matrix.norm().item<double>());
  CHECK((tensors[1].value - odd).abs().max().item<double>() < 1e-3);
  CHECK((tensors[2].value - bias).abs().max().item<double>() < 1e-3);
  CHECK(tensors[3].value.equal(places));
  CHECK_FALSE(fits({{{"m.weight"}, torch::zeros({32, 64})}}, file));
}

TEST_CASE("damaged four-bit weights are refused", "[nn]") {
  const TemporaryFolder folder;
  const std::vector<PublishedTensor> tensors = {{{"m"}, torch::zeros({16, 64})}};
  const torch::Tensor codes = torch::zeros({16, 32}, torch::kUInt8);
  for (const torch::Tensor& scale : {torch::ones({16}), torch::ones({16, 2}), torch::ones({16, 1}, torch::kInt32)}) {
    const SafetensorsFile file(write(folder, {{"m", codes}, {"m_scale", scale}}));
    CHECK_THROWS_AS(load_tensors(tensors, file), Error);
  }
  const SafetensorsFile without(write(folder, {{"m", torch::zeros({16, 64}, torch::kUInt8)}}));
  CHECK_THROWS_AS(load_tensors(tensors, without), Error);
  torch::Tensor broken = normal(16, 64);
  broken[3][4] = NAN;
  CHECK_THROWS_AS(write_quantized(SafetensorsFile(write(folder, {{"m", broken}})), folder.file("out.safetensors")), Error);
}
