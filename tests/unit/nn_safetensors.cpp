#include <cstring>
#include <vector>

#include "catch_torch.h"
#include "klinker/error.h"
#include "klinker/nn/safetensors.h"
#include "klinker/nn/tensors.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

std::string file_of(const std::string& header, const std::string& data) {
  std::string out;
  for (std::size_t i = 0; i < 8; ++i) out += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return out + header + data;
}

std::string message_of(const std::string& path, ErrorCode code) {
  try {
    const SafetensorsFile file(path);
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  FAIL("the file was not refused");
  return {};
}

struct Broken {
  const char* what;
  std::string bytes;
};

std::vector<Broken> broken_files() {
  const std::string eight(8, '\1');
  const std::string good = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  std::string huge = file_of(good, eight);
  huge[7] = '\x7F';
  std::string longer = file_of(good, eight);
  longer[0] = static_cast<char>(longer[0] + 100);
  return {
      {"is shorter", ""},
      {"is shorter", "1234567"},
      {"more than the format allows", huge},
      {"more than the file has", longer},
      {"does not begin with {", file_of("", "")},
      {"does not begin with {", file_of(" " + good, eight)},
      {"is not JSON", file_of("{\"a\":", "")},
      {"is not JSON", file_of("{\"\xFF\":{}}", "")},
      {"is not described by an object", file_of(R"({"a":[1]})", "")},
      {"has no dtype", file_of(R"({"a":{"shape":[2],"data_offsets":[0,8]}})", eight)},
      {"dtype that is not known", file_of(R"({"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}})", eight)},
      {"has no shape", file_of(R"({"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}})", eight)},
      {"impossible shape", file_of(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", eight)},
      {"impossible shape", file_of(R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}})", eight)},
      {"too many dimensions", file_of(R"({"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,8],"data_offsets":[0,8]}})", eight)},
      {"no pair of ascending", file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", eight)},
      {"no pair of ascending", file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}})", eight)},
      {"no pair of ascending", file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}})", eight)},
      {"after the end of the file", file_of(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})", eight)},
      {"after the end of the file", file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[18446744073709551607,18446744073709551615]}})", eight)},
      {"does not fit its shape", file_of(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", eight)},
      {"does not fit its shape", file_of(R"({"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", "")},
      {"overlaps", file_of(R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})", eight)},
      {"before the tensor", file_of(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})", eight)},
      {"at the end", file_of(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", eight)},
      {"twice", file_of(R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})", eight)},
      {"__metadata__", file_of(R"({"__metadata__":{"n":1}})", "")},
      {"__metadata__", file_of(R"({"__metadata__":[]})", "")},
  };
}

}  // namespace

TEST_CASE("A safetensors file gives back what was written", "[nn]") {
  const TemporaryFolder folder;
  const std::string bytes("\0\1\2\3\4\5\6\7\x8\x9\xA\xB", 12);
  const std::map<std::string, TensorView> tensors = {
      {"small", {TensorType::i8, {3}, std::string_view(bytes).substr(0, 3)}},
      {"wide", {TensorType::i64, {1}, std::string_view(bytes).substr(4, 8)}},
      {"half \"quoted\"", {TensorType::f16, {2, 3}, bytes}},
      {"scalar", {TensorType::f32, {}, std::string_view(bytes).substr(0, 4)}},
      {"empty", {TensorType::bf16, {0, 7}, {}}},
  };
  const std::string path = folder.file("a.safetensors");
  write_safetensors(path, tensors, {{"format", "pt"}});
  const SafetensorsFile file(path);
  REQUIRE(file.tensors().size() == tensors.size());
  for (const auto& [name, view] : tensors) {
    CHECK(file.tensor(name).type == view.type);
    CHECK(file.tensor(name).shape == view.shape);
    CHECK(file.tensor(name).bytes == view.bytes);
  }
  CHECK(file.metadata().at("format") == "pt");
  CHECK(file.contains("wide"));
  CHECK_FALSE(file.contains("narrow"));
  CHECK_THROWS_AS(file.tensor("narrow"), Error);
  CHECK_FALSE(std::filesystem::exists(path + ".part"));
  // The data begins at a multiple of eight, and wide types come first.
  CHECK(reinterpret_cast<std::uintptr_t>(file.tensor("wide").bytes.data()) % 8 == 0);
}

TEST_CASE("A view whose bytes do not fit its shape is not written", "[nn]") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(write_safetensors(folder.file("a"), {{"a", {TensorType::f32, {2}, "1234"}}}), Error);
  CHECK_THROWS_AS(write_safetensors(folder.file("a"), {{"a", {TensorType::f32, {-1}, "1234"}}}), Error);
}

TEST_CASE("Damaged safetensors files are refused with file and reason", "[nn]") {
  const TemporaryFolder folder;
  for (const Broken& broken : broken_files()) {
    INFO(broken.what);
    const std::string path = folder.write("broken.safetensors", broken.bytes);
    const std::string message = message_of(path, ErrorCode::invalid_model);
    CHECK(message.find(path) == 0);
    CHECK(message.find(broken.what) != std::string::npos);
  }
  message_of(folder.file("missing"), ErrorCode::io);
  message_of(folder.file(""), ErrorCode::io);
}

TEST_CASE("Every cut of a safetensors file is refused", "[nn]") {
  const TemporaryFolder folder;
  write_safetensors(folder.file("a"), {{"a", {TensorType::u8, {4}, "1234"}}, {"b", {TensorType::u8, {1}, "5"}}});
  const std::string whole = folder.read("a");
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_THROWS_AS(SafetensorsFile(folder.write("cut", whole.substr(0, size))), Error);
}

TEST_CASE("Weights survive the way to a file and back, in 32 and in 16 bits", "[nn]") {
  const TemporaryFolder folder;
  const torch::nn::Linear a(3, 2);
  torch::nn::Linear b(3, 2), wrong(2, 2);
  save_tensors(tensors_of(*a), folder.file("f32"), TensorType::f32);
  load_tensors(tensors_of(*b), SafetensorsFile(folder.file("f32")));
  CHECK(torch::equal(a->weight, b->weight));
  CHECK(torch::equal(a->bias, b->bias));
  for (const TensorType type : {TensorType::f16, TensorType::bf16}) {
    save_tensors(tensors_of(*a), folder.file("half"), type);
    const SafetensorsFile file(folder.file("half"));
    CHECK(file.tensor("weight").type == type);
    load_tensors(tensors_of(*b), file);
    CHECK(torch::allclose(a->weight, b->weight, 1e-2, 1e-3));
  }
  CHECK_THROWS_AS(load_tensors(tensors_of(*wrong), SafetensorsFile(folder.file("f32"))), Error);
  CHECK_THROWS_AS(load_tensors(tensors_of(*b), SafetensorsFile(folder.file("f32")), "encoder."), Error);
  CHECK_THROWS_AS(save_tensors(tensors_of(*a), folder.file("x"), TensorType::i8), Error);
}

TEST_CASE("Tensors of every type are read, from places that are not aligned", "[nn]") {
  const std::string bytes = std::string("x") + std::string("\1\0\0\0\0\0\0\0", 8);
  const std::string_view data = std::string_view(bytes).substr(1);
  CHECK(to_tensor({TensorType::i64, {}, data}).item<std::int64_t>() == 1);
  CHECK(to_tensor({TensorType::i32, {2}, data})[0].item<std::int32_t>() == 1);
  CHECK(to_tensor({TensorType::i16, {4}, data})[0].item<std::int16_t>() == 1);
  CHECK(to_tensor({TensorType::i8, {8}, data})[0].item<std::int8_t>() == 1);
  CHECK(to_tensor({TensorType::u8, {8}, data}).sum().item<std::int64_t>() == 1);
  CHECK(to_tensor({TensorType::boolean, {8}, "\5\0\0\0\0\0\0\0"})[0].item<bool>());
  const std::string one_f32("\0\0\x80\x3F", 4);
  CHECK(to_tensor({TensorType::f32, {1}, one_f32}).item<float>() == 1.0F);
  CHECK(to_tensor({TensorType::bf16, {1}, std::string_view(one_f32).substr(2)}).item<float>() == 1.0F);
  CHECK(to_tensor({TensorType::f16, {1}, std::string_view("\0\x3C", 2)}).item<float>() == 1.0F);
  CHECK(to_tensor({TensorType::f32, {0}, {}}).numel() == 0);
}
