#include "word_model.h"

#include <array>
#include <cstdio>

#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

void append(std::span<const WordPiece> pieces, std::uint32_t shift, std::vector<WordPiece>& out) {
  for (const WordPiece& piece : pieces) out.push_back({piece.id, piece.start + shift, piece.end + shift});
}

WordPiece whole(std::string_view word, int id) { return {id, 0, static_cast<std::uint32_t>(word.size())}; }

class WordLevel final : public WordModel {
 public:
  WordLevel(const Vocabulary& vocabulary, int unknown) : vocabulary_(vocabulary), unknown_(unknown) {}

  void encode(std::string_view word, WordScratch& scratch, std::vector<WordPiece>& out) const override {
    split(word, scratch, out);
  }

 private:
  void split(std::string_view word, WordScratch&, std::vector<WordPiece>& out) const override {
    const int id = vocabulary_.find(word);
    if (id < 0 && unknown_ < 0)
      throw Error(ErrorCode::wrong_value,
                  "the text has a word that is not in the vocabulary, which has no piece for the unknown");
    out.push_back(whole(word, id < 0 ? unknown_ : id));
  }

  const Vocabulary& vocabulary_;
  int unknown_;
};

class WordPieceModel final : public WordModel {
 public:
  WordPieceModel(const Vocabulary& vocabulary, const WordPieceOptions& options, const std::string& where)
      : options_(options),
        first_(make_trie(pieces(vocabulary, ""), where)),
        later_(make_trie(pieces(vocabulary, options.prefix), where)) {}

 private:
  // The pieces that begin with `prefix`, without it.
  static std::vector<std::pair<std::string_view, int>> pieces(const Vocabulary& vocabulary, std::string_view prefix) {
    std::vector<std::pair<std::string_view, int>> out;
    for (int id = 0; static_cast<std::size_t>(id) < vocabulary.size(); ++id)
      if (vocabulary.has(id) && vocabulary.piece(id).starts_with(prefix) && vocabulary.find(vocabulary.piece(id)) == id)
        out.emplace_back(vocabulary.piece(id).substr(prefix.size()), id);
    return out;
  }

  void split(std::string_view word, WordScratch&, std::vector<WordPiece>& out) const override {
    std::size_t characters = 0;
    for (const char c : word) characters += !is_continuation(c);
    const std::size_t before = out.size();
    for (std::size_t start = 0; start < word.size() && characters <= options_.max_characters;) {
      const PieceTrie& trie = start == 0 ? first_ : later_;
      int id = -1;
      std::size_t end = start;
      std::uint32_t node = PieceTrie::root();
      for (std::size_t at = start; at < word.size();) {
        if ((node = trie.step(node, word[at++])) == PieceTrie::kNone) break;
        if (trie.id(node) < 0) continue;
        id = trie.id(node);
        end = at;
      }
      if (id < 0) break;
      out.push_back({id, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end)});
      start = end;
    }
    if (out.size() > before && out.back().end == word.size()) return;
    if (options_.unknown < 0)
      throw Error(ErrorCode::wrong_value,
                  "the text has a word without pieces in the vocabulary, which has none for the unknown");
    out.resize(before);
    out.push_back(whole(word, options_.unknown));
  }

  WordPieceOptions options_;
  PieceTrie first_, later_;
};

}  // namespace

void WordModel::remember(std::string_view word, WordScratch& scratch, std::vector<WordPiece>& out,
                         std::uint32_t shift) const {
  const bool keep = scratch.cache && word.size() <= WordCache::kMaxWord;
  WordCache::Found known;
  if (keep && (known = scratch.cache->find(word)).found) return append(known.pieces, shift, out);
  scratch.pieces.clear();
  split(word, scratch, scratch.pieces);
  if (keep) scratch.cache->add(word, known.hash, scratch.pieces);
  append(scratch.pieces, shift, out);
}

std::vector<int> byte_pieces(const Vocabulary& vocabulary) {
  std::vector<int> ids;
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::array<char, 8> name;
    std::snprintf(name.data(), name.size(), "<0x%02X>", byte);
    ids.push_back(vocabulary.find(name.data()));
  }
  return ids;
}

std::unique_ptr<WordModel> WordModel::word_level(const Vocabulary& vocabulary, int unknown) {
  return std::make_unique<WordLevel>(vocabulary, unknown);
}

std::unique_ptr<WordModel> WordModel::word_piece(const Vocabulary& vocabulary, const WordPieceOptions& options,
                                                 const std::string& where) {
  return std::make_unique<WordPieceModel>(vocabulary, options, where);
}

}  // namespace klinker
