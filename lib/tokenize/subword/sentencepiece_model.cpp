#include "sentencepiece_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "klinker/error.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"
#include "piece_cache.h"
#include "piece_normalizer.h"
#include "piece_trie.h"
#include "sentencepiece_file.h"

namespace klinker {
namespace {

constexpr float kUnknownPenalty = 10.0F;
constexpr std::size_t kNowhere = std::string::npos;

// The bytes of the character at the start of `text`, which is not empty.
std::size_t character_size(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(size, text.size());
}

// The byte that "<0x1F>" stands for.
char byte_of(const std::string& piece) { return static_cast<char>(std::strtoul(piece.c_str() + 3, nullptr, 16)); }

struct Part {
  int id;
  std::uint32_t size;  // bytes of the word
};

// Memory that is used again from word to word.
struct SplitScratch {
  struct Best {
    float score;
    std::uint32_t start;
    std::uint32_t node;  // of the trie; none: the unknown piece
    double second;       // the score of the best way here that was turned down
  };
  struct Symbol {
    std::size_t start, size, before, after;
    bool frozen;  // a user-defined piece is never merged
  };
  struct Pair {
    float score;
    std::size_t left, right, size;
    bool operator<(const Pair& other) const { return score < other.score || (score == other.score && left > other.left); }
  };

  std::vector<Best> best;
  std::vector<Symbol> symbols;
  std::vector<Pair> pairs;
  std::vector<Part> parts;  // what the word was split into
};

// Gives the same pieces as SentencePiece 0.1.97 to 0.2.0, at the same places.
class SentencePieceModel final : public SubwordModel {
 public:
  SentencePieceModel(SentencePieceFile file, const std::string& where)
      : file_(std::move(file)), normalizer_(file_, where), scores_(scores(file_)), trie_(entries(), where) {
    bool inside = false, before = false;  // a space sign after, or before, another character of the same piece
    for (std::size_t i = 0; i < file_.pieces.size(); ++i) {
      const Piece& piece = file_.pieces[i];
      if (piece.type == PieceType::unknown) unknown_ = static_cast<int>(i);
      if (piece.type == PieceType::byte) bytes_[static_cast<unsigned char>(byte_of(piece.text))] = static_cast<int>(i);
      if (!is_in_text(piece)) continue;
      greatest_ = std::max(greatest_, std::abs(scores_[i]));
      const std::string_view text = piece.text;
      for (std::size_t at = text.find(kSpaceSign); at != kNowhere; at = text.find(kSpaceSign, at + 1)) {
        inside |= at > 0 && !text.substr(0, at).ends_with(kSpaceSign);
        before |= at + kSpaceSign.size() < text.size() && !text.substr(at + kSpaceSign.size()).starts_with(kSpaceSign);
      }
    }
    cut_ = !inside ? Cut::before_spaces : !before ? Cut::after_spaces : Cut::nowhere;
  }

  std::vector<int> encode(std::string_view text) const override {
    std::vector<int> ids;
    split(text, ids, nullptr);
    return ids;
  }

  void encode(std::string_view text, SubwordEncoding& result) const override {
    result.clear();
    split(text, result.ids, &result.spans);
  }

  std::string decode(const std::vector<int>& ids) const override;
  std::size_t size() const override { return file_.pieces.size(); }
  std::string piece(int id) const override { return at(id).text; }

  std::optional<int> id(std::string_view piece) const override {
    if (const std::uint32_t node = trie_.find(piece); node != PieceTrie::kNone) return trie_.id(node);
    return SubwordModel::id(piece);  // one that stands for nothing in a text
  }

 private:
  // Where text falls into words that can be split one by one, because no piece goes over such a place.
  enum class Cut { before_spaces, after_spaces, nowhere };

  static bool is_in_text(const Piece& piece) {
    return piece.type == PieceType::normal || piece.type == PieceType::user_defined;
  }

  // Doubles, as SentencePiece adds and compares them; sums are kept as floats. So it breaks ties.
  std::vector<double> scores(const SentencePieceFile& file) {
    float least = std::numeric_limits<float>::max(), greatest = std::numeric_limits<float>::min();
    for (const Piece& piece : file.pieces) {
      if (piece.type != PieceType::normal) continue;
      least = std::min(least, piece.score);
      greatest = std::max(greatest, piece.score);
    }
    unknown_score_ = least - kUnknownPenalty;
    greatest_ = std::abs(static_cast<double>(unknown_score_));
    std::vector<double> out;
    for (const Piece& piece : file.pieces) {
      const bool chosen = piece.type == PieceType::user_defined && file.algorithm == SentencePieceFile::Algorithm::unigram;
      out.push_back(chosen ? static_cast<double>(static_cast<float>(piece.text.size()) * greatest) - 0.1
                           : static_cast<double>(piece.score));
    }
    return out;
  }

  std::vector<PieceTrie::Entry> entries() const {
    std::vector<PieceTrie::Entry> out;
    for (std::size_t i = 0; i < file_.pieces.size(); ++i)
      if (is_in_text(file_.pieces[i])) out.push_back({file_.pieces[i].text, static_cast<int>(i), scores_[i]});
    return out;
  }

  const Piece& at(int id) const {
    if (id < 0 || static_cast<std::size_t>(id) >= file_.pieces.size())
      throw Error(ErrorCode::wrong_value,
                  "piece " + std::to_string(id) + " is not in a vocabulary of " + std::to_string(size()));
    return file_.pieces[static_cast<std::size_t>(id)];
  }

  float add(float sum, int id) const {
    return id == unknown_ ? sum + unknown_score_
                          : static_cast<float>(scores_[static_cast<std::size_t>(id)] + static_cast<double>(sum));
  }

  void split(std::string_view text, std::vector<int>& ids, std::vector<Span>* spans) const;
  std::size_t word_end(std::string_view text, std::size_t start) const;
  void split_word(std::string_view word, float before, std::string_view key, SplitScratch& scratch) const;
  float split_unigram(std::string_view word, float before, SplitScratch& scratch) const;
  void split_bpe(std::string_view word, SplitScratch& scratch) const;

  SentencePieceFile file_;
  PieceNormalizer normalizer_;
  float unknown_score_ = 0;
  double greatest_ = 0;  // no score is further from 0
  std::vector<double> scores_;
  PieceTrie trie_;
  mutable PieceCache cache_;
  std::array<int, 256> bytes_{};
  int unknown_ = 0;
  Cut cut_ = Cut::nowhere;
};

std::size_t SentencePieceModel::word_end(std::string_view text, std::size_t start) const {
  if (cut_ == Cut::nowhere) return text.size();
  const auto spaces = [&](std::size_t at) {
    while (text.substr(at, kSpaceSign.size()) == kSpaceSign) at += kSpaceSign.size();
    return at;
  };
  const auto others = [&](std::size_t at) {
    while (at < text.size() && (text[at] != kSpaceSign.front() || text.substr(at, kSpaceSign.size()) != kSpaceSign)) ++at;
    return at;
  };
  return cut_ == Cut::before_spaces ? others(spaces(start)) : spaces(others(start));
}

void SentencePieceModel::split(std::string_view text, std::vector<int>& ids, std::vector<Span>* spans) const {
  std::string normal;
  std::vector<std::uint32_t> places;
  normalizer_.normalize(text, normal, spans ? &places : nullptr);
  ids.reserve(normal.size() / 4);
  if (spans) spans->reserve(normal.size() / 4);
  const bool unigram = file_.algorithm == SentencePieceFile::Algorithm::unigram;
  SplitScratch scratch;
  PieceCache::Word known;
  float score = 0;  // of all pieces so far, which SentencePiece's rounding depends on
  bool after_unknown = false;
  for (std::size_t start = 0, end = 0; start < normal.size(); start = end) {
    end = word_end(normal, start);
    const std::string_view word = std::string_view(normal).substr(start, end - start);
    // Nearly every word begins with the sign, so it is no part of the key.
    const bool spaced = word.starts_with(kSpaceSign);
    const std::string_view key = spaced ? word.substr(kSpaceSign.size()) : word;
    const bool keep = spaced == (cut_ == Cut::before_spaces) && !key.empty() && key.size() <= PieceCache::kMaxWord;
    const bool found = keep && cache_.find(key, known);
    if (found && std::abs(score) <= known.reach) {
      std::size_t at = start;
      for (std::size_t i = 0; i < known.count; ++i) {
        const int id = known.ids[i];
        ids.push_back(id);
        if (unigram) score = add(score, id);
        if (spans) spans->push_back({places[at], places[at + known.sizes[i]]});
        at += known.sizes[i];
      }
      after_unknown = false;
      continue;
    }
    split_word(word, score, keep && !found ? key : std::string_view(), scratch);
    std::size_t at = start;
    for (const auto& [id, size] : scratch.parts) {
      if (unigram) score = add(score, id);
      const Span span = spans ? Span{places[at], places[at + size]} : Span{};
      const bool unknown = id == unknown_;
      if (unknown && file_.byte_fallback) {
        // The last byte stands for the character, the others for nothing.
        for (std::size_t i = 0; i < size; ++i) {
          ids.push_back(bytes_[static_cast<unsigned char>(normal[at + i])]);
          if (spans) spans->push_back({span.start, i + 1 < size ? span.start : span.end});
        }
      } else if (unknown && after_unknown) {
        if (spans) spans->back().end = span.end;  // neighbouring unknowns are one
      } else {
        ids.push_back(id);
        if (spans) spans->push_back(span);
      }
      after_unknown = unknown;
      at += size;
    }
  }
}

// Splits a word into scratch.parts, and keeps them under `key` where that is not empty.
void SentencePieceModel::split_word(std::string_view word, float before, std::string_view key, SplitScratch& scratch) const {
  float reach = std::numeric_limits<float>::max();
  if (file_.algorithm == SentencePieceFile::Algorithm::bpe) split_bpe(word, scratch);
  else reach = split_unigram(word, key.empty() ? before : 0, scratch);  // what is kept is split as if it were the first
  const std::vector<Part>& parts = scratch.parts;
  if (!key.empty() && parts.size() <= PieceCache::kMaxPieces &&
      std::none_of(parts.begin(), parts.end(), [&](const Part& part) { return part.id == unknown_; })) {
    PieceCache::Word kept;
    kept.reach = reach;
    kept.size = static_cast<std::uint8_t>(key.size());
    kept.count = static_cast<std::uint8_t>(parts.size());
    std::copy(key.begin(), key.end(), kept.text.begin());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      kept.ids[i] = parts[i].id;
      kept.sizes[i] = static_cast<std::uint8_t>(parts[i].size);
    }
    cache_.add(kept);
  }
  if (!key.empty() && !(std::abs(before) <= reach)) split_unigram(word, before, scratch);
}

// The likeliest way through the word (Viterbi), where what comes before it has a score already. Returns the greatest score
// (in absolute value) of a text before the word with which these are the best pieces as well, whatever the rounding. Source:
// Kudo 2018.
float SentencePieceModel::split_unigram(std::string_view word, float before, SplitScratch& scratch) const {
  constexpr std::uint32_t kUnset = std::numeric_limits<std::uint32_t>::max();
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  std::vector<SplitScratch::Best>& best = scratch.best;
  best.assign(word.size() + 1, {0, kUnset, PieceTrie::kNone, kNone});
  best[0].score = before;
  const auto offer = [&](std::size_t start, std::size_t end, std::uint32_t node, double sum) {
    SplitScratch::Best& known = best[end];
    if (known.start == kUnset) {
      known = {static_cast<float>(sum), static_cast<std::uint32_t>(start), node, kNone};
    } else if (sum > static_cast<double>(known.score)) {
      known = {static_cast<float>(sum), static_cast<std::uint32_t>(start), node, static_cast<double>(known.score)};
    } else {
      known.second = std::max(known.second, sum);
    }
  };
  for (std::size_t start = 0; start < word.size();) {
    const float sum = best[start].score;
    const std::size_t character = character_size(word.substr(start));
    bool has_character = false;
    std::uint32_t node = PieceTrie::root();
    for (std::size_t end = start; end < word.size();) {
      node = trie_.step(node, word[end++]);
      if (node == PieceTrie::kNone) break;
      if (!trie_.ends(node)) continue;
      offer(start, end, node, trie_.score(node) + static_cast<double>(sum));
      has_character |= end - start == character;
    }
    if (!has_character) offer(start, start + character, PieceTrie::kNone, static_cast<double>(unknown_score_ + sum));
    start += character;
  }
  std::vector<Part>& parts = scratch.parts;
  parts.clear();
  double gap = std::numeric_limits<double>::infinity();
  for (std::size_t end = word.size(); end > 0; end = best[end].start) {
    const SplitScratch::Best& step = best[end];
    parts.push_back(
        {step.node == PieceTrie::kNone ? unknown_ : trie_.id(step.node), static_cast<std::uint32_t>(end) - step.start});
    gap = std::min(gap, static_cast<double>(step.score) - step.second);
  }
  std::reverse(parts.begin(), parts.end());
  // A way of at most n pieces is rounded n times, each time by at most 2^-24 of its sum: |text before| + n * the greatest
  // score. The gap between two ways was measured with that error itself, from 0 on. One bit is left for safety.
  const double n = static_cast<double>(word.size());
  return static_cast<float>(std::min(std::ldexp(gap / n, 22), 1e30) - 2 * n * greatest_);
}

// Merges the pair with the best score until none is a piece. Source: Sennrich et al. 2016.
void SentencePieceModel::split_bpe(std::string_view word, SplitScratch& scratch) const {
  std::vector<SplitScratch::Symbol>& symbols = scratch.symbols;
  symbols.clear();
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t fixed = normalizer_.user_defined(word.substr(at));
    const std::size_t size = fixed > 0 ? fixed : character_size(word.substr(at));
    symbols.push_back({at, size, symbols.size() - 1, symbols.size() + 1, fixed > 0});  // the first comes after kNowhere
    at += size;
  }
  symbols.back().after = kNowhere;

  std::vector<SplitScratch::Pair>& pairs = scratch.pairs;  // a heap
  pairs.clear();
  const auto offer = [&](std::size_t left, std::size_t right) {
    if (left == kNowhere || right == kNowhere || symbols[left].frozen || symbols[right].frozen) return;
    const std::size_t size = symbols[left].size + symbols[right].size;
    const std::uint32_t node = trie_.find(word.substr(symbols[left].start, size));
    if (node == PieceTrie::kNone) return;
    pairs.push_back({static_cast<float>(trie_.score(node)), left, right, size});
    std::push_heap(pairs.begin(), pairs.end());
  };
  for (std::size_t i = 1; i < symbols.size(); ++i) offer(i - 1, i);
  while (!pairs.empty()) {
    const SplitScratch::Pair top = pairs.front();
    std::pop_heap(pairs.begin(), pairs.end());
    pairs.pop_back();
    SplitScratch::Symbol& left = symbols[top.left];
    SplitScratch::Symbol& right = symbols[top.right];
    // One of the two has been merged with another since.
    if (left.size == 0 || right.size == 0 || left.size + right.size != top.size) continue;
    left.size = top.size;
    left.after = right.after;
    right.size = 0;
    if (left.after != kNowhere) symbols[left.after].before = top.left;
    offer(left.before, top.left);
    offer(top.left, left.after);
  }
  scratch.parts.clear();
  for (std::size_t i = 0; i != kNowhere; i = symbols[i].after) {
    const std::uint32_t node = trie_.find(word.substr(symbols[i].start, symbols[i].size));
    scratch.parts.push_back(
        {node == PieceTrie::kNone ? unknown_ : trie_.id(node), static_cast<std::uint32_t>(symbols[i].size)});
  }
}

std::string SentencePieceModel::decode(const std::vector<int>& ids) const {
  std::string out, bytes;
  const auto flush = [&] {
    // Bytes that are not UTF-8 must not get out: each becomes the replacement character.
    while (!bytes.empty()) {
      const std::size_t valid = find_invalid_utf8(bytes).value_or(bytes.size());
      out.append(bytes, 0, valid);
      if (valid < bytes.size()) append_utf8(out, 0xFFFD);
      bytes.erase(0, valid + 1);
    }
  };
  for (const int id : ids) {
    const Piece& piece = at(id);
    if (piece.type == PieceType::byte) {
      bytes += byte_of(piece.text);
      continue;
    }
    flush();
    if (piece.type == PieceType::unknown) out += file_.unknown_surface;
    else if (piece.type != PieceType::control) out += piece.text;
  }
  flush();
  std::string text;
  for (std::size_t i = 0; i < out.size();) {
    const bool space = file_.escape_whitespaces && std::string_view(out).substr(i, kSpaceSign.size()) == kSpaceSign;
    if (space) text += ' ';
    else text += out[i];
    i += space ? kSpaceSign.size() : 1;
  }
  if (file_.add_dummy_prefix && !text.empty()) {
    if (file_.whitespace_as_suffix && text.back() == ' ') text.pop_back();
    else if (!file_.whitespace_as_suffix && text.front() == ' ') text.erase(0, 1);
  }
  return text;
}

}  // namespace

std::unique_ptr<SubwordModel> load_sentencepiece_model(const std::string& path) {
  return std::make_unique<SentencePieceModel>(SentencePieceFile::parse(read_file(path), path), path);
}

}  // namespace klinker
