#include <cmath>
#include <random>

#include "catch_torch.h"
#include "klinker/error.h"
#include "klinker/nn/encoder_transformer.h"
#include "klinker/nn/threads.h"
#include "nn/kernel_linear.h"

using namespace klinker;

namespace {

using Family = TransformerConfig::Family;
using Activation = TransformerConfig::Activation;

// Sizes that no vector divides.
TransformerConfig small(Family family = Family::bert, Activation activation = Activation::gelu) {
  TransformerConfig config;
  config.family = family;
  config.activation = activation;
  config.vocabulary = 90;
  config.hidden = 36;
  config.embedding = family == Family::electra ? 20 : 36;
  config.layers = 3;
  config.heads = 3;
  config.intermediate = 70;
  config.positions = 150;
  config.types = family == Family::distilbert ? 0 : 2;
  config.pad = 1;
  return config;
}

// Weights as large as trained ones, so that mistakes show.
std::shared_ptr<EncoderTransformer> encoder_of(const TransformerConfig& config) {
  torch::manual_seed(3);
  auto encoder = std::make_shared<EncoderTransformer>(config);
  const torch::NoGradGuard no_gradients;
  for (torch::Tensor& tensor : encoder->parameters()) tensor.add_(torch::randn_like(tensor) * 0.2);
  encoder->eval();
  return encoder;
}

// Texts of these lengths with random pieces; every third piece has type 1.
PieceBatch texts_of(const std::vector<int>& lengths, int vocabulary = 90) {
  std::mt19937 random(5);
  PieceBatch batch;
  for (const int length : lengths) {
    std::vector<int> pieces, types;
    for (int i = 0; i < length; ++i) {
      pieces.push_back(static_cast<int>(random() % static_cast<unsigned>(vocabulary)));
      types.push_back(i % 3 == 0 ? 1 : 0);
    }
    batch.add(pieces, types);
  }
  return batch;
}

double distance(const torch::Tensor& a, const torch::Tensor& b) { return (a - b).abs().max().item<double>(); }

torch::Tensor without_gradients(EncoderTransformer& encoder, const PieceBatch& batch) {
  const torch::NoGradGuard no_gradients;
  return encoder.states(batch);
}

// Rows of random numbers with the padding that kernels want.
struct Padded {
  std::ptrdiff_t stride;
  kernels::Buffer<float> values;
  kernels::Rows rows;

  explicit Padded(const torch::Tensor& from)
      : stride(kernels::stride_of(from.size(1))), values(from.size(0) * stride), rows{values.data(), stride, from.size(0)} {
    view(from.size(1)).copy_(from);
  }
  torch::Tensor view(std::int64_t columns) {
    return torch::from_blob(values.data(), {rows.count, stride}).narrow(1, 0, columns);
  }
};

torch::Tensor multiply(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                       kernels::Precision precision) {
  Padded in(x), out(torch::zeros({x.size(0), weight.size(0)}));
  const kernels::Linear linear(weight.data_ptr<float>(), bias.data_ptr<float>(), weight.size(0), weight.size(1), precision);
  linear.apply(in.rows, out.rows, {}, 2);
  return out.view(weight.size(0)).clone();
}

std::vector<const kernels::Kernels*> kernels_here() {
  std::vector<const kernels::Kernels*> out = {&kernels::generic};
#ifdef __x86_64__
  if (&kernels::best() != &kernels::generic) out.push_back(&kernels::avx2);
  if (&kernels::best() == &kernels::avx512) out.push_back(&kernels::avx512);
#endif
  return out;
}

}  // namespace

TEST_CASE("The kernels of inference give what tensors with gradients give", "[nn]") {
  const auto family = GENERATE(Family::bert, Family::roberta, Family::xlm_roberta, Family::distilbert, Family::electra);
  const auto encoder = encoder_of(small(family));
  const auto batch = texts_of({7, 0, 1, 33, 128, 2, 65, 31, 32, 7});
  const torch::Tensor expected = encoder->states(batch);
  REQUIRE(expected.requires_grad());
  for (const unsigned count : {1U, 2U, 3U}) {
    const TensorThreads threads(count);
    CHECK(distance(without_gradients(*encoder, batch), expected) < 1e-4);
  }
}

TEST_CASE("A long text alone is shared by heads and columns", "[nn]") {
  TransformerConfig config = small();
  config.hidden = config.embedding = 96;  // heads as large as a panel
  const auto encoder = encoder_of(config);
  const auto batch = texts_of({150});
  const torch::Tensor expected = encoder->states(batch);
  const TensorThreads threads(2);
  CHECK(distance(without_gradients(*encoder, batch), expected) < 1e-4);
}

TEST_CASE("Every activation has its kernel", "[nn]") {
  const auto activation = GENERATE(Activation::gelu, Activation::gelu_tanh, Activation::relu, Activation::silu);
  const auto encoder = encoder_of(small(Family::bert, activation));
  const auto batch = texts_of({40, 3});
  CHECK(distance(without_gradients(*encoder, batch), encoder->states(batch)) < 1e-4);
}

TEST_CASE("Vectors of texts need no states of their other pieces", "[nn]") {
  for (const Family family : {Family::bert, Family::roberta}) {
    const auto encoder = encoder_of(small(family));
    const auto batch = texts_of({7, 1, 33, 128, 2});
    const torch::Tensor expected = encoder->pooled(batch);
    const torch::NoGradGuard no_gradients;
    CHECK(distance(encoder->pooled(batch), expected) < 1e-4);
    CHECK_THROWS_AS(encoder->pooled(texts_of({7, 0})), Error);
  }
}

TEST_CASE("A text has the same states, to the bit, whatever stands beside it and on any number of threads", "[nn]") {
  const auto encoder = encoder_of(small());
  std::vector<int> lengths;
  for (int i = 0; i < 150; ++i) lengths.push_back(1 + i * 7 % 60);
  const torch::NoGradGuard no_gradients;
  const auto batch = texts_of(lengths);
  const torch::Tensor together = encoder->states(batch);
  for (const std::size_t text : {std::size_t{0}, std::size_t{77}, std::size_t{149}}) {
    PieceBatch alone;
    const std::int64_t start = batch.offsets[text], length = batch.offsets[text + 1] - start;
    alone.ids.assign(batch.ids.begin() + start, batch.ids.begin() + start + length);
    alone.types.assign(batch.types.begin() + start, batch.types.begin() + start + length);
    alone.offsets.push_back(length);
    const TensorThreads threads(static_cast<unsigned>(1 + text % 2));
    CHECK(torch::equal(encoder->states(alone), together.narrow(0, start, length)));
  }
}

TEST_CASE("Weights that change are packed again", "[nn]") {
  const auto encoder = encoder_of(small());
  const auto batch = texts_of({12});
  const torch::Tensor before = without_gradients(*encoder, batch);
  {
    const torch::NoGradGuard no_gradients;
    encoder->parameters()[8].mul_(1.5);
  }
  const torch::Tensor after = without_gradients(*encoder, batch);
  CHECK(distance(after, before) > 1e-3);
  CHECK(distance(after, encoder->states(batch)) < 1e-4);
}

TEST_CASE("Pieces and types that a model lacks are refused", "[nn]") {
  const auto encoder = encoder_of(small());
  const torch::NoGradGuard no_gradients;
  PieceBatch batch = texts_of({3});
  batch.ids[1] = 90;
  CHECK_THROWS_AS(encoder->states(batch), Error);
  batch.ids[1] = -1;
  CHECK_THROWS_AS(encoder->states(batch), Error);
  CHECK_THROWS_AS(encoder->states(texts_of({151})), Error);
  batch = texts_of({3});
  batch.types[2] = -1;
  CHECK_THROWS_AS(encoder->states(batch), Error);
}

TEST_CASE("Short numbers stay close to long ones", "[nn]") {
  for (const auto precision : {kernels::Precision::bf16, kernels::Precision::int8}) {
    if (kernels::best_short(precision) == nullptr) continue;
    torch::manual_seed(4);
    const torch::Tensor x = torch::randn({29, 75}), weight = torch::randn({45, 75}), bias = torch::randn({45});
    const torch::Tensor exact = torch::linear(x, weight, bias);
    const torch::Tensor got = multiply(x, weight, bias, precision);
    CHECK((got - exact).norm().item<double>() < 0.015 * exact.norm().item<double>());
    CHECK(distance(multiply(torch::zeros({2, 75}), weight, bias, precision), bias.expand({2, 45})) < 1e-6);
  }
  const auto encoder = encoder_of(small());
  const auto batch = texts_of({40, 3});
  const torch::Tensor exact = without_gradients(*encoder, batch);
  const auto check_close = [&] {
    const torch::Tensor got = without_gradients(*encoder, batch);
    CHECK(distance(got, exact) > 0);
    CHECK(torch::cosine_similarity(got, exact).min().item<double>() > 0.99);
  };
  if (kernels::best_short(kernels::Precision::bf16) != nullptr) {
    encoder->use_bf16(true);
    check_close();
    encoder->use_bf16(false);
  }
  if (kernels::best_short(kernels::Precision::int8) != nullptr) {
    encoder->use_int8(true);
    check_close();
    encoder->use_int8(false);
  } else {
    CHECK_THROWS_AS(encoder->use_int8(true), Error);
  }
  CHECK(torch::equal(without_gradients(*encoder, batch), exact));
}

TEST_CASE("GELU by error function is exact to a millionth", "[nn]") {
  const torch::Tensor x = torch::linspace(-12, 12, 20001);
  const torch::Tensor expected = torch::gelu(x.to(torch::kFloat64));
  Padded in(x.reshape({20001, 1}));
  const float one = 1;  // a product with 1
  for (const kernels::Kernels* const kernels : kernels_here()) {
    Padded out(torch::zeros({20001, 1}));
    kernels::Buffer<float> panel(kernels->columns);
    panel[0] = one;
    const Activation activation = Activation::gelu;
    kernels->product({.in = in.rows.values,
                      .in_stride = in.stride,
                      .rows = in.rows.count,
                      .depth = 1,
                      .panels = panel.data(),
                      .panel_stride = kernels->columns,
                      .step = kernels->columns,
                      .first_panel = 0,
                      .last_panel = 1,
                      .out = out.rows.values,
                      .out_stride = out.stride,
                      .activation = &activation});
    INFO(kernels->name);
    CHECK(distance(out.view(1).reshape(-1).to(torch::kFloat64), expected) < 1e-6);
  }
}

TEST_CASE("Attention and normalisation are the same with all sets of instructions", "[nn]") {
  constexpr std::int64_t kLength = 45, kHeads = 3, kSize = 12, kHidden = kHeads * kSize;
  torch::manual_seed(6);
  const torch::Tensor qkv = torch::randn({kLength, 3 * kHidden});
  const auto heads = qkv.view({kLength, 3, kHeads, kSize}).permute({1, 2, 0, 3});
  const torch::Tensor shares = torch::softmax(torch::matmul(heads[0], heads[1].transpose(1, 2)) / std::sqrt(12.0), -1);
  const torch::Tensor expected = torch::matmul(shares, heads[2]).transpose(0, 1).reshape({kLength, kHidden});
  const torch::Tensor weight = torch::randn({kHidden}), bias = torch::randn({kHidden});
  Padded in(qkv);
  for (const kernels::Kernels* const kernels : kernels_here()) {
    Padded out(torch::zeros({kLength, kHidden}));
    kernels::Buffer<float> scratch(kernels::attention_scratch(kLength, kSize));
    kernels->attention({.qkv = in.rows.values,
                        .qkv_stride = in.stride,
                        .length = kLength,
                        .queries = kLength,
                        .heads = kHeads,
                        .first_head = 0,
                        .last_head = kHeads,
                        .size = kSize,
                        .out = out.rows.values,
                        .out_stride = out.stride,
                        .scratch = scratch.data()});
    INFO(kernels->name);
    CHECK(distance(out.view(kHidden), expected) < 1e-5);
    kernels->normalize(out.rows.values, out.stride, kLength, kHidden, weight.data_ptr<float>(), bias.data_ptr<float>(),
                       1e-6F);
    CHECK(distance(out.view(kHidden), torch::layer_norm(expected, {kHidden}, weight, bias, 1e-6)) < 1e-4);
  }
}
