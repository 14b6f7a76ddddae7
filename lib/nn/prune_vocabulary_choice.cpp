#include "prune_vocabulary_choice.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "tokenize/subword/vocabulary.h"

namespace klinker {
namespace {

constexpr int kUnknown = -1;
constexpr int kNoPiece = -2;
constexpr double kUnknownPenalty = 10.0;  // of unigram models, as SentencePiece has it
// How many pieces a character that cannot be read any more is worth. More than spelling a long word costs.
constexpr std::uint64_t kUnknownCost = 16;
constexpr double kShareKept = 0.8;  // of a round

using Pieces = std::vector<int>;

// Splits words into the pieces that are left.
class Splitter {
 public:
  Splitter(const PieceInventory& inventory, const std::string& where)
      : inventory_(inventory), trie_(make_trie(entries(inventory), where)) {
    for (std::size_t id = 0; id < inventory.pieces.size(); ++id) left_.push_back(!inventory.pieces[id].empty());
    if (!inventory.scores.empty())
      unknown_score_ = *std::min_element(inventory.scores.begin(), inventory.scores.end()) - kUnknownPenalty;
    for (const char c : inventory.prefix)
      if (continuation_ != PieceTrie::kNone) continuation_ = trie_.step(continuation_, c);
  }

  bool is_left(std::size_t id) const { return left_[id]; }
  void drop(std::size_t id) { left_[id] = false; }

  void split_word(std::string_view word, Pieces& out) { split(word, PieceTrie::root(), kNoPiece, out); }

  // What stands for a piece where it is gone.
  void split_piece(int id, Pieces& out) {
    const std::string_view piece = inventory_.pieces[static_cast<std::size_t>(id)];
    const bool continues =
        !inventory_.prefix.empty() && piece.size() > inventory_.prefix.size() && piece.starts_with(inventory_.prefix);
    split(continues ? piece.substr(inventory_.prefix.size()) : piece, continues ? continuation_ : PieceTrie::root(), id,
          out);
  }

 private:
  struct Step {
    double score;
    std::size_t start;
    int id;
  };

  static std::vector<std::pair<std::string_view, int>> entries(const PieceInventory& inventory) {
    std::vector<std::pair<std::string_view, int>> out;
    for (std::size_t id = 0; id < inventory.pieces.size(); ++id)
      if (!inventory.pieces[id].empty() && !inventory.inert[id])
        out.emplace_back(inventory.pieces[id], static_cast<int>(id));
    return out;
  }

  void split(std::string_view text, std::uint32_t start, int without, Pieces& out) {
    out.clear();
    if (inventory_.scores.empty()) split_greedily(text, start, without, out);
    else split_by_score(text, without, out);
  }

  // Calls `use(end, id)` for every piece from `at` on, the shortest first.
  template <typename Use>
  void each_piece(std::string_view text, std::size_t at, std::uint32_t node, int without, Use use) const {
    while (at < text.size()) {
      if ((node = trie_.step(node, text[at++])) == PieceTrie::kNone) return;
      const int id = trie_.id(node);
      if (id >= 0 && id != without && left_[static_cast<std::size_t>(id)]) use(at, id);
    }
  }

  // WordPiece: the longest piece, or else the whole word is unknown.
  void split_greedily(std::string_view text, std::uint32_t node, int without, Pieces& out) const {
    for (std::size_t at = 0; at < text.size(); node = continuation_) {
      int longest = kUnknown;
      std::size_t longest_end = at;
      if (node != PieceTrie::kNone)
        each_piece(text, at, node, without,
                   [&](std::size_t end, int id) { std::tie(longest_end, longest) = std::pair(end, id); });
      if (longest == kUnknown) {
        out.assign(1, kUnknown);
        return;
      }
      out.push_back(longest);
      at = longest_end;
    }
  }

  // Unigram: the pieces with the greatest sum of scores.
  void split_by_score(std::string_view text, int without, Pieces& out) {
    constexpr double kNowhere = -std::numeric_limits<double>::infinity();
    best_.assign(text.size() + 1, {kNowhere, 0, kUnknown});
    best_[0].score = 0;
    for (std::size_t start = 0; start < text.size();) {
      std::size_t next = start;
      next_code_point(text, next);
      const auto offer = [&](std::size_t end, double score, int id) {
        const double sum = best_[start].score + score;
        if (sum > best_[end].score) best_[end] = {sum, start, id};
      };
      bool has_character = false;
      each_piece(text, start, PieceTrie::root(), without, [&](std::size_t end, int id) {
        offer(end, inventory_.scores[static_cast<std::size_t>(id)], id);
        has_character |= end == next;
      });
      if (!has_character) offer(next, unknown_score_, kUnknown);
      start = next;
    }
    for (std::size_t end = text.size(); end > 0; end = best_[end].start) out.push_back(best_[end].id);
  }

  const PieceInventory& inventory_;
  PieceTrie trie_;
  std::uint32_t continuation_ = PieceTrie::root();
  std::vector<bool> left_;
  std::vector<Step> best_;
  double unknown_score_ = 0;
};

std::uint64_t cost(const Pieces& pieces) {
  std::uint64_t sum = 0;
  for (const int id : pieces) sum += id == kUnknown ? kUnknownCost : 1;
  return sum;
}

struct Count {
  std::vector<std::uint64_t> of;  // by number
  std::uint64_t all = 0;
};

Count count_pieces(Splitter& splitter, const PieceInventory& inventory, const WordCounts& words) {
  Count count = {std::vector<std::uint64_t>(inventory.pieces.size()), 0};
  Pieces pieces;
  for (const auto& [word, times] : words) {
    splitter.split_word(word, pieces);
    count.all += times * pieces.size();
    for (const int id : pieces)
      if (id != kUnknown) count.of[static_cast<std::size_t>(id)] += times;
  }
  return count;
}

// How much a piece is needed: by how many pieces texts grow without it; then how often it stands for others that may go.
struct Use {
  std::size_t id;
  std::uint64_t loss;
  std::uint64_t in_reserve;
};

std::vector<Use> uses_of(Splitter& splitter, const PieceInventory& inventory, const Count& count) {
  std::vector<std::uint64_t> loss(inventory.pieces.size()), in_reserve(inventory.pieces.size());
  Pieces pieces;
  for (std::size_t id = 0; id < inventory.pieces.size(); ++id) {
    if (count.of[id] == 0) continue;
    splitter.split_piece(static_cast<int>(id), pieces);
    loss[id] = count.of[id] * (cost(pieces) - 1);
    for (const int other : pieces)
      if (other != kUnknown) in_reserve[static_cast<std::size_t>(other)] += count.of[id];
  }
  std::vector<Use> uses;
  for (std::size_t id = 0; id < inventory.pieces.size(); ++id)
    if (splitter.is_left(id) && !inventory.required[id]) uses.push_back({id, loss[id], in_reserve[id]});
  return uses;
}

// Drops `most` pieces, those first that are needed least, and says how many it could. Of pieces that stand for each other
// only one goes at a time, because the others are needed more then.
std::size_t drop_least_needed(Splitter& splitter, const PieceInventory& inventory, const Count& count,
                              const std::vector<Use>& uses, std::size_t most) {
  std::vector<bool> stays(inventory.pieces.size());
  std::size_t dropped = 0;
  Pieces pieces;
  for (const Use& use : uses) {
    if (dropped == most) break;
    if (stays[use.id]) continue;
    if (count.of[use.id] > 0) {
      splitter.split_piece(static_cast<int>(use.id), pieces);
      if (count.of[use.id] * (cost(pieces) - 1) > use.loss) continue;
      for (const int other : pieces)
        if (other != kUnknown) stays[static_cast<std::size_t>(other)] = true;
    }
    splitter.drop(use.id);
    ++dropped;
  }
  return dropped;
}

// Of equals the one with the greater number goes first: vocabularies begin with what is frequent.
bool is_needed_less(const Use& a, const Use& b) {
  return std::tie(a.loss, a.in_reserve, b.id) < std::tie(b.loss, b.in_reserve, a.id);
}

}  // namespace

PieceChoice choose_pieces(const PieceInventory& inventory, const WordCounts& words, std::size_t size,
                          const std::string& where) {
  const auto fail = [&](std::size_t count, const char* what) {
    throw Error(ErrorCode::wrong_value,
                where + ": has " + std::to_string(count) + what + ", and " + std::to_string(size) + " were asked for");
  };
  std::size_t left = 0, required = 0;
  for (std::size_t id = 0; id < inventory.pieces.size(); ++id) {
    left += !inventory.pieces[id].empty();
    required += !inventory.pieces[id].empty() && inventory.required[id];
  }
  if (required > size) fail(required, " pieces that must stay");
  if (left < size) fail(left, " pieces in all");

  Splitter splitter(inventory, where);
  Count count = count_pieces(splitter, inventory, words);
  PieceChoice choice;
  choice.pieces_before = count.all;
  while (left > size) {
    std::vector<Use> uses = uses_of(splitter, inventory, count);
    std::sort(uses.begin(), uses.end(), is_needed_less);
    const auto useless = static_cast<std::size_t>(
        std::find_if(uses.begin(), uses.end(), [](const Use& use) { return use.loss + use.in_reserve > 0; }) - uses.begin());
    const std::size_t share = static_cast<std::size_t>(static_cast<double>(left - useless) * (1 - kShareKept)) + 1;
    left -= drop_least_needed(splitter, inventory, count, uses, std::min(left - size, useless + share));
    count = count_pieces(splitter, inventory, words);
  }
  choice.pieces = count.all;
  for (std::size_t id = 0; id < inventory.pieces.size(); ++id)
    if (splitter.is_left(id)) choice.kept.push_back(static_cast<int>(id));
  return choice;
}

}  // namespace klinker
