#include <algorithm>
#include <cstdint>
#include <memory>

#include "catch.h"
#include "klinker/error.h"
#include "normalize/dawg.h"

using namespace klinker;

namespace {

// Each word of up to 3 of 4 letters that an arithmetic rule picks, in byte order; one letter is not ASCII.
std::vector<std::string> made_up_words() {
  const std::vector<std::string> letters = {"a", "b", "n", "ë"};
  std::vector<std::string> words;
  for (unsigned i = 0; i < 4 * 4 * 4 * 4; ++i) {
    if (i * 7919 % 5 == 0) continue;
    std::string word = letters[i % 4];
    for (unsigned rest = i / 4; rest > 0; rest /= 4) word += letters[rest % 4];
    words.push_back(word);
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace

TEST_CASE("a word graph numbers its words and finds no others", "[normalize]") {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"aan", "aap", "apen", "ben", "bent", "één"},
                                                std::vector<std::string>{"x"}, made_up_words()}) {
    const std::string bytes = Dawg::build(words);
    const Dawg dawg(bytes);
    REQUIRE(dawg.size() == words.size());
    for (std::uint32_t w = 0; w < words.size(); ++w) {
      REQUIRE(dawg.find(words[w]) == w);
      REQUIRE(dawg.word(w) == words[w]);
      const std::string longer = words[w] + "n", shorter = words[w].substr(0, words[w].size() - 1);
      REQUIRE((dawg.find(longer) != Dawg::kNone) == std::binary_search(words.begin(), words.end(), longer));
      REQUIRE((dawg.find(shorter) != Dawg::kNone) == std::binary_search(words.begin(), words.end(), shorter));
    }
    CHECK(dawg.find("") == Dawg::kNone);
    CHECK(dawg.find("zzz") == Dawg::kNone);
    CHECK(dawg.find(std::string_view("a\0", 2)) == Dawg::kNone);
    CHECK(dawg.word(dawg.size()).empty());
    CHECK(dawg.word(Dawg::kNone).empty());
  }
}

TEST_CASE("a word graph can be walked byte by byte", "[normalize]") {
  const std::string bytes = Dawg::build({"aan", "aap", "ben", "bent"});
  const Dawg dawg(bytes);
  Dawg::State state = dawg.root();
  std::string first;
  dawg.each(state, [&](char byte, const Dawg::State&) { first += byte; });
  CHECK(first == "ab");
  for (const char byte : std::string("ben")) state = dawg.next(state, byte);
  CHECK(state.final);
  CHECK(state.index == 2);
  state = dawg.next(state, 't');
  CHECK(state.final);
  CHECK(state.index == 3);
  CHECK(state.node == 0);
  state = dawg.next(state, 't');
  CHECK(state.node == 0);
  CHECK(!state.final);
  CHECK(!dawg.next(dawg.root(), 'x').final);
}

TEST_CASE("a word graph of no words has none", "[normalize]") {
  const std::string bytes = Dawg::build({});
  try {
    const Dawg dawg(bytes);
    CHECK(dawg.size() == 0);
    CHECK(dawg.find("a") == Dawg::kNone);
    CHECK(dawg.word(0).empty());
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_model);
  }
}

TEST_CASE("words share their ends in a word graph", "[normalize]") {
  const std::string few = Dawg::build({"lopen"}), more = Dawg::build({"hopen", "kopen", "lopen"});
  CHECK(more.size() <= few.size() + 3 * sizeof(std::uint64_t));
}

TEST_CASE("a damaged word graph is refused or harmless", "[normalize]") {
  const std::vector<std::string> words = made_up_words();
  const std::string bytes = Dawg::build(words);
  // Aligned, and of its size, so that a sanitizer sees what reads past it.
  const auto harmless = [&](const std::string& damaged) {
    const auto copy = std::make_unique<std::uint64_t[]>((damaged.size() + 7) / 8);
    std::copy(damaged.begin(), damaged.end(), reinterpret_cast<char*>(copy.get()));
    try {
      const Dawg dawg({reinterpret_cast<const char*>(copy.get()), damaged.size()});
      for (std::size_t w = 0; w < words.size(); w += 5) {
        const std::uint32_t found = dawg.find(words[w]);
        if (found != Dawg::kNone && found >= dawg.size()) FAIL("a number that no word has");
        dawg.word(static_cast<std::uint32_t>(w));
      }
      dawg.word(dawg.size() - 1);
      return true;
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::invalid_model);
      return false;
    }
  };
  REQUIRE(harmless(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    if (harmless(bytes.substr(0, size))) FAIL("cut at " << size);
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const int change : {0x01, 0x10, 0x80, 0xFF}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ change);
      harmless(damaged);
    }
  for (const char fill : {'\0', '\x7F', '\xFF'}) harmless(std::string(bytes.size(), fill));
  const std::string odd = 'x' + bytes;
  CHECK_THROWS_AS(Dawg(std::string_view(odd).substr(1)), Error);
}
