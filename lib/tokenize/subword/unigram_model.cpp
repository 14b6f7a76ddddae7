#include <algorithm>

#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "word_model.h"

namespace klinker {
namespace {

constexpr double kUnknownPenalty = 10.0;
constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

// Sums in double from left to right, and of equal sums the first that was found, as in the original.
class UnigramModel final : public WordModel {
 public:
  UnigramModel(const Vocabulary& vocabulary, UnigramOptions options, const std::string& where)
      : options_(std::move(options)), trie_(make_trie(pieces(vocabulary), where)), byte_ids_(byte_pieces(vocabulary)) {
    if (!options_.scores.empty())
      unknown_score_ = *std::min_element(options_.scores.begin(), options_.scores.end()) - kUnknownPenalty;
  }

 private:
  static std::vector<std::pair<std::string_view, int>> pieces(const Vocabulary& vocabulary) {
    std::vector<std::pair<std::string_view, int>> out;
    for (int id = 0; static_cast<std::size_t>(id) < vocabulary.size(); ++id)
      if (vocabulary.has(id) && vocabulary.find(vocabulary.piece(id)) == id) out.emplace_back(vocabulary.piece(id), id);
    return out;
  }

  void split(std::string_view word, WordScratch& scratch, std::vector<WordPiece>& out) const override {
    std::vector<WordScratch::Step>& best = scratch.steps;  // the best way to each place
    best.assign(word.size() + 1, {0, kNowhere, -1});
    const auto offer = [&](std::size_t start, std::size_t end, double score, int id) {
      WordScratch::Step& step = best[end];
      const double sum = score + best[start].score;
      if (step.start == kNowhere || sum > step.score) step = {sum, static_cast<std::uint32_t>(start), id};
    };
    for (std::size_t start = 0; start < word.size();) {
      std::size_t next = start + 1;
      while (next < word.size() && is_continuation(word[next])) ++next;
      bool has_character = false;
      std::uint32_t node = PieceTrie::root();
      for (std::size_t end = start; end < word.size();) {
        if ((node = trie_.step(node, word[end++])) == PieceTrie::kNone) break;
        const int id = trie_.id(node);
        if (id < 0) continue;
        offer(start, end, options_.scores[static_cast<std::size_t>(id)], id);
        has_character |= end == next;
      }
      if (!has_character) {
        if (options_.unknown < 0)
          throw Error(ErrorCode::wrong_value,
                      "the text has a character without a piece, and the vocabulary none for the unknown");
        offer(start, next, unknown_score_, options_.unknown);
      }
      start = next;
    }
    const std::size_t before = out.size();
    for (auto end = static_cast<std::uint32_t>(word.size()); end > 0;) {
      const WordScratch::Step step = best[end];
      std::uint32_t start = step.start;
      while (step.id == options_.unknown && start > 0 && best[start].id == options_.unknown) start = best[start].start;
      if (step.id == options_.unknown) append_unknown(word, start, end, out);
      else out.push_back({step.id, start, end});
      end = start;
    }
    std::reverse(out.begin() + static_cast<std::ptrdiff_t>(before), out.end());
  }

  // Neighbouring unknowns are one, which may be a piece after all, or its bytes. Written backwards.
  void append_unknown(std::string_view word, std::uint32_t start, std::uint32_t end, std::vector<WordPiece>& out) const {
    const std::string_view part = word.substr(start, end - start);
    const std::uint32_t node = trie_.find(part);
    const int id = node == PieceTrie::kNone ? -1 : trie_.id(node);
    const auto has_piece = [&](char byte) { return byte_ids_[static_cast<unsigned char>(byte)] >= 0; };
    if (id < 0 && options_.byte_fallback && std::all_of(part.begin(), part.end(), has_piece)) {
      for (auto byte = part.rbegin(); byte != part.rend(); ++byte)
        out.push_back({byte_ids_[static_cast<unsigned char>(*byte)], start, end});
      return;
    }
    out.push_back({id < 0 ? options_.unknown : id, start, end});
  }

  UnigramOptions options_;
  PieceTrie trie_;
  std::vector<int> byte_ids_;
  double unknown_score_ = 0;
};

}  // namespace

std::unique_ptr<WordModel> WordModel::unigram(const Vocabulary& vocabulary, UnigramOptions options,
                                              const std::string& where) {
  return std::make_unique<UnigramModel>(vocabulary, std::move(options), where);
}

}  // namespace klinker
