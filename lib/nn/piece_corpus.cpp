#include "klinker/nn/piece_corpus.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "klinker/corpus/line_sample.h"
#include "klinker/error.h"
#include "shuffle.h"

namespace klinker {
namespace {

// Texts whose lengths are sorted together, in batches: enough for little waste, few enough to stay random.
constexpr std::size_t kWindow = 50;

}  // namespace

PieceCorpus::PieceCorpus(const std::vector<std::string>& paths, const SubwordModel& tokenizer, std::size_t max_pieces,
                         std::size_t limit, std::uint64_t seed) {
  if (max_pieces < 8) throw Error(ErrorCode::wrong_value, "texts of fewer than 8 pieces teach a language model nothing");
  const SpecialPieces special = tokenizer.special_pieces();
  SubwordEncoding encoding;
  for (const std::string& line : sample_lines(paths, {.limit = limit, .seed = seed})) {
    tokenizer.encode(line, encoding);
    add(encoding.ids, special, max_pieces);
  }
  if (ids_.empty()) throw Error(ErrorCode::wrong_value, "there is no text to train on");
}

void PieceCorpus::add(std::span<const int> pieces, const SpecialPieces& special, std::size_t max_pieces) {
  const std::size_t around = (special.cls ? 1 : 0) + (special.sep ? 1 : 0);
  while (!pieces.empty()) {
    const auto part = pieces.first(std::min(pieces.size(), max_pieces - around));
    pieces = pieces.subspan(part.size());
    if (special.cls) ids_.push_back(*special.cls);
    ids_.insert(ids_.end(), part.begin(), part.end());
    if (special.sep) ids_.push_back(*special.sep);
    offsets_.push_back(ids_.size());
  }
}

std::vector<std::vector<std::size_t>> shuffled_batches(const std::vector<std::size_t>& lengths, std::size_t batch_pieces,
                                                       std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, random);
  const std::size_t total = std::accumulate(lengths.begin(), lengths.end(), std::size_t{0});
  const std::size_t mean = std::max<std::size_t>(1, total / std::max<std::size_t>(1, lengths.size()));
  const std::size_t window = std::max<std::size_t>(1, kWindow * batch_pieces / mean);
  std::vector<std::vector<std::size_t>> batches;
  for (std::size_t at = 0; at < order.size(); at += window) {
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), at + window));
    std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(at), end,
                     [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
    std::size_t pieces = 0;
    for (auto text = order.begin() + static_cast<std::ptrdiff_t>(at); text != end; ++text) {
      const bool first = text == order.begin() + static_cast<std::ptrdiff_t>(at);
      if (first || pieces + lengths[*text] > batch_pieces) {
        batches.emplace_back();
        pieces = 0;
      }
      batches.back().push_back(*text);
      pieces += lengths[*text];
    }
  }
  shuffle(batches, random);
  return batches;
}

}  // namespace klinker
