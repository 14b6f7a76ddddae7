#include <fstream>
#include <sstream>

#include "catch.h"
#include "klinker/error.h"
#include "klinker/tokenize/subword_model.h"
#include "temporary_folder.h"

using namespace klinker;

namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::vector<int> numbers_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<int> out;
  for (int number = 0; in >> number;) out.push_back(number);
  return out;
}

}  // namespace

// data/*.ids were written by spm_encode 0.1.97 --output_format id.
TEST_CASE("Pieces are those of SentencePiece", "[tokenize]") {
  const std::vector<std::string> texts = lines_of(test_data("subword.txt"));
  REQUIRE(texts.size() > 5);
  for (const char* const name : {"tiny", "tiny-bpe"}) {
    const auto model = SubwordModel::load(test_data(std::string(name) + ".model"));
    const std::vector<std::string> expected = lines_of(test_data(std::string(name) + ".ids"));
    REQUIRE(expected.size() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      INFO(name << ", line " << i + 1);
      CHECK(model->encode(texts[i]) == numbers_of(expected[i]));
    }
  }
}

TEST_CASE("Without normalisation decoding gives the text back", "[tokenize]") {
  for (const char* const name : {"tiny.model", "tiny-bpe.model"}) {
    const auto model = SubwordModel::load(test_data(name));
    for (const char* const text : {"", " ", "  a  b ", "Ik fiets.", "één 😀 汉字", "\n\t", "\xEF\xBF\xBD", "<0x41>"})
      CHECK(model->decode(model->encode(text)) == text);
    CHECK(model->decode(model->encode(std::string("a\0b", 3))) == std::string("a\0b", 3));
    for (const std::string& text : lines_of(test_data("subword.txt")))
      if (text.find("▁") == std::string::npos) CHECK(model->decode(model->encode(text)) == text);
  }
}

TEST_CASE("Pieces have numbers, and other numbers are refused", "[tokenize]") {
  const auto model = SubwordModel::load(test_data("tiny.model"));
  CHECK(model->size() == 500);
  CHECK(model->piece(0) == "<unk>");
  CHECK_THROWS_AS(model->piece(-1), Error);
  CHECK_THROWS_AS(model->piece(500), Error);
  CHECK_THROWS_AS(model->decode({3, 500}), Error);
  // Single bytes that are no UTF-8 together.
  int byte = 0;
  while (model->piece(byte) != "<0xFF>") ++byte;
  CHECK(model->decode({byte, byte}) == "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("Damaged subword models are refused or read, never more", "[tokenize]") {
  const TemporaryFolder folder;
  std::ifstream in(test_data("tiny.model"), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  CHECK_THROWS_AS(SubwordModel::load(folder.file("missing")), Error);
  const auto load = [&](const std::string& bytes) {
    try {
      const auto model = SubwordModel::load(folder.write("damaged.model", bytes));
      model->decode(model->encode("Ik fiets naar huis, toch? 😀"));
    } catch (const Error& error) {
      CHECK(error.code() != ErrorCode::internal);
    }
  };
  load("");
  for (std::size_t size = 1; size < whole.size(); size += 7) load(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
    load(changed);
  }
}
