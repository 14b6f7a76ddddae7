#include <atomic>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

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

void append_field(std::string& out, int number, int wire_type, std::string_view bytes) {
  out += static_cast<char>(number / 16 > 0 ? ((number << 3 | wire_type) & 0x7F) | 0x80 : number << 3 | wire_type);
  if (number / 16 > 0) out += static_cast<char>(number >> 4);
  if (wire_type == 2) out += static_cast<char>(bytes.size());
  out += bytes;
}

struct HandMade {
  bool bpe = false, bytes = false, suffix = false, dummy_prefix = true, remove_spaces = true;
};

// A model with six pieces and a user-defined one; all numbers in it are below 128.
std::string model_bytes(const HandMade& model) {
  std::string out;
  const auto add = [&](std::string_view text, float score, char type) {
    std::string piece, number(4, '\0');
    std::memcpy(number.data(), &score, 4);
    append_field(piece, 1, 2, text);
    append_field(piece, 2, 5, number);
    append_field(piece, 3, 0, std::string(1, type));
    append_field(out, 1, 2, piece);
  };
  add("<unk>", 0, 2);
  add("▁", -3, 1);
  add("a", -2, 1);
  add("b", -2, 1);
  add("ab", -2.5, 1);
  add("▁ab", -3, 1);
  add("ab▁", -3, 1);
  add("<x y>", 0, 4);
  const char* const digits = "0123456789ABCDEF";
  for (int byte = 0; model.bytes && byte < 256; ++byte)
    add(std::string("<0x") + digits[byte / 16] + digits[byte % 16] + ">", 0, 6);
  const auto flag = [](bool value) { return std::string(1, value ? '\1' : '\0'); };
  std::string trainer, normalizer;
  append_field(trainer, 3, 0, model.bpe ? "\2" : "\1");
  append_field(trainer, 24, 0, flag(model.suffix));
  append_field(trainer, 35, 0, flag(model.bytes));
  append_field(normalizer, 3, 0, flag(model.dummy_prefix));
  append_field(normalizer, 4, 0, flag(model.remove_spaces));
  append_field(out, 2, 2, trainer);
  append_field(out, 3, 2, normalizer);
  return out;
}

struct Expected {
  const char* text;
  std::vector<int> ids;
  std::vector<Span> spans;
};

}  // namespace

// data/*.ids were written by spm_encode 0.1.97 --output_format id, data/*.spans (begin and end of each piece) by its
// library.
TEST_CASE("Pieces are those of SentencePiece", "[tokenize]") {
  const std::vector<std::string> texts = lines_of(test_data("subword.txt"));
  REQUIRE(texts.size() > 5);
  for (const char* const name : {"tiny", "tiny-bpe"}) {
    const auto model = SubwordModel::load(test_data(std::string(name) + ".model"));
    const std::vector<std::string> expected = lines_of(test_data(std::string(name) + ".ids"));
    const std::vector<std::string> places = lines_of(test_data(std::string(name) + ".spans"));
    REQUIRE(expected.size() == texts.size());
    REQUIRE(places.size() == texts.size());
    // The second time most words are known.
    for (std::size_t i = 0; i < 2 * texts.size(); ++i) {
      const std::size_t line = i % texts.size();
      INFO(name << ", line " << line + 1);
      CHECK(model->encode(texts[line]) == numbers_of(expected[line]));
      SubwordEncoding encoding;
      model->encode(texts[line], encoding);
      CHECK(encoding.ids == numbers_of(expected[line]));
      std::vector<int> ends;
      for (const Span& span : encoding.spans)
        ends.insert(ends.end(), {static_cast<int>(span.start), static_cast<int>(span.end)});
      CHECK(ends == numbers_of(places[line]));
    }
  }
}

// What SentencePiece 0.2.3 says of the same models.
TEST_CASE("Pieces have places in the original text", "[tokenize]") {
  const TemporaryFolder folder;
  const auto check = [&](const HandMade& hand_made, const std::vector<Expected>& cases) {
    const auto model = SubwordModel::load(folder.write("hand.model", model_bytes(hand_made)));
    SubwordEncoding encoding;
    encoding.ids = {99};  // what was in it goes
    for (const Expected& expected : cases) {
      INFO(expected.text);
      model->encode(expected.text, encoding);
      CHECK(encoding.ids == expected.ids);
      CHECK(encoding.spans == expected.spans);
      CHECK(model->encode(expected.text) == expected.ids);
    }
  };
  check({}, {{"", {}, {}},
             {"  ", {}, {}},
             {"  ab  aé€b ", {1, 6, 2, 0, 3}, {{2, 2}, {2, 6}, {6, 7}, {7, 12}, {12, 13}}},
             {"ab<x y>ab", {5, 0, 1, 0, 4}, {{0, 2}, {2, 2}, {2, 2}, {2, 7}, {7, 9}}},
             {"é€ é", {1, 0, 1, 0}, {{0, 0}, {0, 5}, {5, 6}, {6, 8}}},
             {"▁ab", {1, 5}, {{0, 0}, {0, 5}}}});
  check({.bytes = true},
        {{"aé€", {1, 2, 203, 177, 234, 138, 180}, {{0, 0}, {0, 1}, {1, 1}, {1, 3}, {3, 3}, {3, 3}, {3, 6}}}});
  check({.suffix = true}, {{"  ab  aé€b ", {6, 2, 0, 3, 1}, {{2, 6}, {6, 7}, {7, 12}, {12, 13}, {13, 13}}},
                           {"ab <x y> ab", {6, 0, 1, 0, 1, 6}, {{0, 3}, {3, 3}, {3, 3}, {3, 8}, {8, 9}, {9, 11}}}});
  check({.dummy_prefix = false, .remove_spaces = false},
        {{"  ", {1, 1}, {{0, 1}, {1, 2}}},
         {"  ab  aé€b ", {1, 1, 6, 1, 2, 0, 3, 1}, {{0, 1}, {1, 2}, {2, 5}, {5, 6}, {6, 7}, {7, 12}, {12, 13}, {13, 14}}}});
  check({.bpe = true}, {{"  ab  aé€b ", {5, 1, 2, 0, 3}, {{2, 4}, {4, 6}, {6, 7}, {7, 12}, {12, 13}}},
                        {"ab<x y>ab", {5, 0, 1, 0, 4}, {{0, 2}, {2, 2}, {2, 2}, {2, 7}, {7, 9}}}});
}

TEST_CASE("Threads that share a model get the same pieces as one alone", "[tokenize]") {
  const std::vector<std::string> texts = lines_of(test_data("subword.txt"));
  std::vector<std::string> many;  // more words than are kept, so that they push each other out
  for (int i = 0; i < 40000; ++i)
    many.push_back(texts[static_cast<std::size_t>(i) % texts.size()] + " x" + std::to_string(i));
  const auto alone = SubwordModel::load(test_data("tiny.model")), shared = SubwordModel::load(test_data("tiny.model"));
  std::vector<std::vector<int>> expected;
  for (const std::string& text : many) expected.push_back(alone->encode(text));
  std::atomic<int> others{0};
  std::vector<std::thread> threads;
  for (std::size_t first = 0; first < 4; ++first)
    threads.emplace_back([&, first] {
      for (std::size_t i = first; i < many.size(); i += 2) others += shared->encode(many[i]) != expected[i];
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(others == 0);
  CHECK(SubwordModel::load(test_data("tiny.model"))->encode(many.back()) == expected.back());
}

TEST_CASE("A text may be one word without end, or nothing but spaces", "[tokenize]") {
  for (const char* const name : {"tiny.model", "tiny-bpe.model"}) {
    const auto model = SubwordModel::load(test_data(name));
    for (const std::string part : {"a", "é", "😀", " ", "▁", "ab ", ". "}) {
      std::string text;
      while (text.size() < 200000) text += part;
      SubwordEncoding encoding;
      model->encode(text, encoding);
      REQUIRE(encoding.spans.size() == encoding.ids.size());
      CHECK(encoding.spans.back().end == text.size());
      for (std::size_t i = 1; i < encoding.spans.size(); ++i)
        if (encoding.spans[i].start != encoding.spans[i - 1].end) FAIL("a gap before piece " << i);
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
  const std::string twice = model_bytes({});
  CHECK_THROWS_AS(SubwordModel::load(folder.write("twice.model", twice + twice.substr(twice.find("\n\x0C"), 14))), Error);
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

TEST_CASE("the id of every piece is found again", "[tokenize]") {
  for (const char* const name : {"tiny.model", "tiny-bpe.model"}) {
    const auto model = SubwordModel::load(test_data(name));
    for (int id = 0; static_cast<std::size_t>(id) < model->size(); ++id) CHECK(model->id(model->piece(id)) == id);
    CHECK(model->id("geen stukje") == std::nullopt);
    CHECK(model->special_pieces().unk == 0);
  }
}
