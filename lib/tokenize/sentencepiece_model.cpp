#include "sentencepiece_model.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <queue>
#include <utility>

#include "klinker/error.h"
#include "klinker/text/table.h"
#include "klinker/text/utf8.h"
#include "piece_normalizer.h"
#include "piece_trie.h"
#include "sentencepiece_file.h"

namespace klinker {
namespace {

constexpr float kUnknownPenalty = 10.0F;

// How many different beginnings the pieces have: the edges of their trie.
std::size_t count_edges(const std::vector<Piece>& pieces, const std::string& where) {
  std::vector<std::string_view> sorted;
  for (const Piece& piece : pieces) sorted.push_back(piece.text);
  std::sort(sorted.begin(), sorted.end());
  std::size_t edges = 0;
  std::string_view before;
  for (const std::string_view piece : sorted) {
    const auto same = std::mismatch(before.begin(), before.end(), piece.begin(), piece.end()).second - piece.begin();
    edges += piece.size() - static_cast<std::size_t>(same);
    before = piece;
  }
  if (edges >= 1u << 24) throw Error(ErrorCode::unsupported, where + ": its pieces are too many or too long for this version");
  return edges;
}

std::size_t character_size(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_continuation(text[end])) ++end;
  return end - at;
}

// The byte that "<0x1F>" stands for.
char byte_of(const std::string& piece) { return static_cast<char>(std::strtoul(piece.c_str() + 3, nullptr, 16)); }

// Gives the same pieces as SentencePiece 0.1.97.
class SentencePieceModel final : public SubwordModel {
 public:
  SentencePieceModel(SentencePieceFile file, const std::string& where)
      : file_(std::move(file)), normalizer_(file_, where), trie_(count_edges(file_.pieces, where)) {
    for (std::size_t i = 0; i < file_.pieces.size(); ++i) add(static_cast<int>(i));
    unknown_score_ = least_ - kUnknownPenalty;
  }

  std::vector<int> encode(std::string_view text) const override {
    const std::string normal = normalizer_.normalize(text);
    std::vector<int> ids;
    if (file_.algorithm == SentencePieceFile::Algorithm::unigram) encode_unigram(normal, ids);
    else encode_bpe(normal, ids);
    return ids;
  }

  void encode(std::string_view text, SubwordEncoding& result) const override {
    result.ids = encode(text);
    result.spans.assign(result.ids.size(), Span{});
  }

  std::string decode(const std::vector<int>& ids) const override;
  std::size_t size() const override { return file_.pieces.size(); }
  std::string piece(int id) const override { return at(id).text; }

 private:
  const Piece& at(int id) const {
    if (id < 0 || static_cast<std::size_t>(id) >= file_.pieces.size())
      throw Error(ErrorCode::wrong_value, "piece " + std::to_string(id) + " is not in a vocabulary of " + std::to_string(size()));
    return file_.pieces[static_cast<std::size_t>(id)];
  }

  void add(int id) {
    const Piece& piece = at(id);
    switch (piece.type) {
      case PieceType::normal:
        least_ = std::min(least_, piece.score);
        greatest_ = std::max(greatest_, piece.score);
        [[fallthrough]];
      case PieceType::user_defined: trie_.add(piece.text, id); break;
      case PieceType::unknown: unknown_ = id; break;
      case PieceType::byte: bytes_[static_cast<unsigned char>(byte_of(piece.text))] = id; break;
      case PieceType::control:
      case PieceType::unused: break;
    }
  }

  // Added and compared as double, kept as float: so SentencePiece breaks ties.
  double score(int id, std::size_t length) const {
    const Piece& piece = file_.pieces[static_cast<std::size_t>(id)];
    if (piece.type != PieceType::user_defined) return static_cast<double>(piece.score);
    return static_cast<double>(static_cast<float>(length) * greatest_) - 0.1;
  }

  // One piece, or the bytes or the sign for what has none. Neighbouring unknowns are one.
  void append(std::string_view text, int id, std::vector<int>& ids) const {
    if (id >= 0 && id != unknown_) {
      ids.push_back(id);
    } else if (file_.byte_fallback) {
      for (const char c : text) ids.push_back(bytes_[static_cast<unsigned char>(c)]);
    } else if (ids.empty() || ids.back() != unknown_) {
      ids.push_back(unknown_);
    }
  }

  void encode_unigram(const std::string& text, std::vector<int>& ids) const;
  void encode_bpe(const std::string& text, std::vector<int>& ids) const;

  SentencePieceFile file_;
  PieceNormalizer normalizer_;
  PieceTrie trie_;
  std::array<int, 256> bytes_{};
  int unknown_ = 0;
  float least_ = 0, greatest_ = 0, unknown_score_ = 0;
};

// The likeliest way through the text (Viterbi). Source: Kudo 2018.
void SentencePieceModel::encode_unigram(const std::string& text, std::vector<int>& ids) const {
  struct Best {
    float score = 0;
    int id = -1;
    std::size_t start = std::string::npos;
  };
  std::vector<Best> best(text.size() + 1);
  const auto offer = [&](std::size_t start, std::size_t end, int id, double sum) {
    Best& known = best[end];
    if (known.start == std::string::npos || sum > static_cast<double>(known.score)) known = {static_cast<float>(sum), id, start};
  };
  for (std::size_t start = 0; start < text.size();) {
    const float before = best[start].score;
    const std::size_t character = character_size(text, start);
    bool has_character = false;
    std::uint32_t node = PieceTrie::root();
    for (std::size_t end = start; end < text.size();) {
      node = trie_.step(node, text[end++]);
      if (node == PieceTrie::kNone) break;
      const int id = trie_.id(node);
      if (id < 0) continue;
      offer(start, end, id, score(id, end - start) + static_cast<double>(before));
      has_character |= end - start == character;
    }
    if (!has_character) offer(start, start + character, unknown_, static_cast<double>(unknown_score_ + before));
    start += character;
  }
  std::vector<std::pair<std::size_t, std::size_t>> path;  // backwards
  for (std::size_t end = text.size(); end > 0; end = best[end].start) path.emplace_back(best[end].start, end);
  for (auto step = path.rbegin(); step != path.rend(); ++step)
    append(std::string_view(text).substr(step->first, step->second - step->first), best[step->second].id, ids);
}

// Merges the pair with the best score until none is a piece. Source: Sennrich et al. 2016.
void SentencePieceModel::encode_bpe(const std::string& text, std::vector<int>& ids) const {
  constexpr std::size_t kEnd = std::string::npos;
  struct Symbol {
    std::size_t start, size, before, after;
    bool frozen;  // a user-defined piece is never merged
  };
  struct Pair {
    float score;
    std::size_t left, right, size;
    bool operator<(const Pair& other) const { return score < other.score || (score == other.score && left > other.left); }
  };
  std::vector<Symbol> symbols;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = character_size(text, at);
    bool frozen = false;
    std::uint32_t node = PieceTrie::root();
    for (std::size_t end = at; end < text.size();) {
      if ((node = trie_.step(node, text[end++])) == PieceTrie::kNone) break;
      const int id = trie_.id(node);
      if (id >= 0 && file_.pieces[static_cast<std::size_t>(id)].type == PieceType::user_defined) {
        size = end - at;
        frozen = true;
      }
    }
    symbols.push_back({at, size, symbols.empty() ? kEnd : symbols.size() - 1, symbols.size() + 1, frozen});
    at += size;
  }
  if (symbols.empty()) return;
  symbols.back().after = kEnd;

  const std::string_view view = text;
  std::priority_queue<Pair> pairs;
  const auto offer = [&](std::size_t left, std::size_t right) {
    if (left == kEnd || right == kEnd || symbols[left].frozen || symbols[right].frozen) return;
    const std::size_t size = symbols[left].size + symbols[right].size;
    const int id = trie_.find(view.substr(symbols[left].start, size));
    if (id >= 0) pairs.push({file_.pieces[static_cast<std::size_t>(id)].score, left, right, size});
  };
  for (std::size_t i = 1; i < symbols.size(); ++i) offer(i - 1, i);
  while (!pairs.empty()) {
    const Pair top = pairs.top();
    pairs.pop();
    Symbol& left = symbols[top.left];
    Symbol& right = symbols[top.right];
    // One of the two has been merged with another since.
    if (left.size == 0 || right.size == 0 || left.size + right.size != top.size) continue;
    left.size = top.size;
    left.after = right.after;
    right.size = 0;
    if (left.after != kEnd) symbols[left.after].before = top.left;
    offer(left.before, top.left);
    offer(top.left, left.after);
  }
  for (std::size_t i = 0; i != kEnd; i = symbols[i].after) {
    const std::string_view part = view.substr(symbols[i].start, symbols[i].size);
    append(part, trie_.find(part), ids);
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
