#include <algorithm>
#include <random>

#include "catch.h"
#include "classify/batch_order.h"
#include "classify/sequence.h"
#include "klinker/error.h"
#include "tiny_transformer.h"

using namespace klinker;

namespace {

std::shared_ptr<const SubwordModel> letters(const TemporaryFolder& folder) {
  return SubwordModel::load(tiny_transformer(folder) + "/vocab.txt");
}

}  // namespace

TEST_CASE("A text has special tokens around it and is cut to what the encoder reads", "[classify]") {
  const TemporaryFolder folder;
  SequenceMaker maker(letters(folder), {.max_pieces = 5});
  CHECK(maker.read(Task::text, {.text = "abcdefgh"}).front().pieces.size() == 5);
  const Sequence empty = maker.read(Task::text, {.text = ""}).front();
  CHECK(empty.pieces == std::vector<int>{2, 3});
  const Sequence pair = maker.read(Task::pair, {.text = "a", .second = "b"}).front();
  CHECK(pair.pieces == std::vector<int>{2, 5, 3, 6, 3});
  CHECK(pair.types == std::vector<int>{0, 0, 0, 1, 1});
  CHECK(SequenceMaker(letters(folder), {.max_pieces = 5, .special_tokens = false})
            .read(Task::text, {.text = ""})
            .front()
            .pieces.empty());
  CHECK_THROWS_AS(SequenceMaker(letters(folder), {.max_pieces = 2}), Error);
}

TEST_CASE("Every word of a sentence is answered once, at its first piece", "[classify]") {
  const TemporaryFolder folder;
  const auto model = letters(folder);
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    const std::size_t room = 1 + random() % 12;
    SequenceMaker maker(model, {.max_pieces = 2 + room});
    std::vector<std::string> words;
    for (std::size_t i = random() % 20 + 1; i > 0; --i) {
      // Some words are longer than the window, and of some the tokenizer makes nothing.
      words.emplace_back();
      for (std::size_t n = 1 + random() % (random() % 8 == 0 ? 30 : 4); n > 0; --n)
        words.back() += static_cast<char>('a' + random() % 26);
      if (random() % 10 == 0) words.back() = "\u200b";
    }
    std::vector<int> answered(words.size());
    for (const Sequence& sequence : maker.read(Task::token, {.words = words})) {
      REQUIRE(sequence.pieces.size() <= 2 + room);
      for (std::size_t i = 0; i < sequence.words.size(); ++i) {
        const std::string& word = words.at(sequence.first_word + i);
        ++answered[sequence.first_word + i];
        const int piece = sequence.pieces.at(static_cast<std::size_t>(sequence.words[i]));
        if (word[0] >= 'a' && word[0] <= 'z') CHECK(model->piece(piece) == word.substr(0, 1));
      }
    }
    CHECK(answered == std::vector<int>(words.size(), 1));
  }
}

TEST_CASE("Batches hold each record once, of like lengths, and depend on seed and epoch alone", "[classify]") {
  std::mt19937_64 random(9);
  std::vector<std::size_t> lengths;
  for (int i = 0; i < 1000; ++i) lengths.push_back(random() % 100);
  const auto spread = [&](const std::vector<std::vector<std::size_t>>& batches) {
    std::size_t sum = 0;
    for (const auto& batch : batches) {
      std::size_t low = 100, high = 0;
      for (const std::size_t i : batch) {
        low = std::min(low, lengths[i]);
        high = std::max(high, lengths[i]);
      }
      sum += high - low;
    }
    return sum;
  };
  const auto batches = batch_order(lengths, 8, true, 1, 0);
  std::vector<int> seen(lengths.size());
  for (const auto& batch : batches)
    for (const std::size_t i : batch) ++seen[i];
  CHECK(seen == std::vector<int>(lengths.size(), 1));
  CHECK(batches == batch_order(lengths, 8, true, 1, 0));
  CHECK(batches != batch_order(lengths, 8, true, 1, 1));
  CHECK(batches != batch_order(lengths, 8, true, 2, 0));
  CHECK(spread(batches) * 5 < spread(batch_order(lengths, 8, false, 1, 0)));
  CHECK(batch_order({}, 8, true, 1, 0).empty());
}
