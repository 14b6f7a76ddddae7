#include <algorithm>
#include <bit>
#include <cmath>

#include "byte_level.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"
#include "word_model.h"

namespace klinker {
namespace {

constexpr std::uint32_t kEnd = std::numeric_limits<std::uint32_t>::max();

/// "▁", which stands for a space in pieces.
constexpr std::string_view kSpaceSign = "\xE2\x96\x81";

// Which two pieces become which one, and in what order they were learnt.
class MergeTable {
 public:
  struct Merge {
    std::uint64_t pair;
    std::uint32_t rank;
    int id;
  };

  explicit MergeTable(std::size_t count) : slots_(std::bit_ceil(2 * count + 2), {kFree, 0, 0}) {}

  // A pair that comes twice has its last rank.
  void add(int left, int right, std::uint32_t rank, int id) {
    const_cast<Merge&>(slot(key(left, right))) = {key(left, right), rank, id};
  }

  const Merge* find(int left, int right) const {
    const Merge& found = slot(key(left, right));
    return found.pair == kFree ? nullptr : &found;
  }

 private:
  static constexpr std::uint64_t kFree = std::numeric_limits<std::uint64_t>::max();
  static std::uint64_t key(int left, int right) {
    return static_cast<std::uint64_t>(left) << 32 | static_cast<std::uint32_t>(right);
  }
  const Merge& slot(std::uint64_t pair) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = (pair * 0x9E3779B97F4A7C15u >> 20) & mask;
    while (slots_[at].pair != kFree && slots_[at].pair != pair) at = (at + 1) & mask;
    return slots_[at];
  }

  std::vector<Merge> slots_;
};

class BpeModel final : public WordModel {
 public:
  BpeModel(const Vocabulary& vocabulary, const BpeOptions& options, const std::string& where)
      : vocabulary_(vocabulary), options_(options), merges_(options.merges.size()), byte_ids_(byte_pieces(vocabulary)) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::string symbol;
      if (options.raw_bytes) append_utf8(symbol, byte_character(static_cast<unsigned char>(byte)));
      else if (byte < 0x80) symbol = static_cast<char>(byte);
      symbols_.push_back(symbol.empty() ? -1 : vocabulary.find(symbol));
    }
    read_merges(where);
    if (options.ignore_merges && options.raw_bytes)
      for (int id = 0; static_cast<std::size_t>(id) < vocabulary.size(); ++id)
        if (const auto bytes = vocabulary.has(id) ? piece_bytes(vocabulary.piece(id)) : std::nullopt) words_.add(*bytes, id);
    options_.merges.clear();
  }

  bool reads_bytes() const override { return options_.raw_bytes; }

  void encode(std::string_view word, WordScratch& scratch, std::vector<WordPiece>& out) const override {
    if (options_.ignore_merges) {
      const int id = options_.raw_bytes ? words_.find(word) : vocabulary_.find(word);
      if (id >= 0) return out.push_back({id, 0, static_cast<std::uint32_t>(word.size())});
    }
    if (!by_space_sign_) return remember(word, scratch, out);
    for (std::size_t start = 0; start < word.size();) {
      std::size_t end = start;
      while (word.substr(end).starts_with(kSpaceSign)) end += kSpaceSign.size();
      end = std::min(word.find(kSpaceSign, end), word.size());
      remember(word.substr(start, end - start), scratch, out, static_cast<std::uint32_t>(start));
      start = end;
    }
  }

 private:
  void read_merges(const std::string& where) {
    std::uint32_t rank = 0;
    bool over_space = false;
    for (const auto& [left, right] : options_.merges) {
      const int left_id = vocabulary_.find(left), right_id = vocabulary_.find(right);
      const bool has_prefix = right.starts_with(options_.prefix);
      const std::string both = left + (has_prefix ? right.substr(options_.prefix.size()) : right);
      const int id = vocabulary_.find(both);
      if (left_id < 0 || right_id < 0 || id < 0 || !has_prefix)
        throw Error(ErrorCode::invalid_model,
                    where + ": merge " + std::to_string(rank + 1) + " is of pieces that are not in the vocabulary");
      merges_.add(left_id, right_id, rank++, id);
      for (std::size_t at = both.find(kSpaceSign); at != std::string::npos; at = both.find(kSpaceSign, at + 1))
        over_space |= at > 0 && !std::string_view(both).substr(0, at).ends_with(kSpaceSign);
    }
    // Where no merge goes over the beginning of a word, the words of a text can be split one by one. Without a piece for the
    // unknown they cannot: characters that are left out move the places of all that follow, as in the original.
    by_space_sign_ = !over_space && options_.unknown >= 0 && !options_.raw_bytes && options_.prefix.empty() &&
                     options_.suffix.empty() && vocabulary_.find(kSpaceSign) >= 0;
  }

  int find_symbol(std::string_view character, bool is_first, bool is_last) const {
    if (options_.raw_bytes || (character.size() == 1 && options_.prefix.empty() && options_.suffix.empty()))
      return symbols_[static_cast<unsigned char>(character.front())];
    if ((is_first || options_.prefix.empty()) && (!is_last || options_.suffix.empty())) return vocabulary_.find(character);
    std::string symbol(is_first ? "" : options_.prefix);
    symbol += character;
    if (is_last) symbol += options_.suffix;
    return vocabulary_.find(symbol);
  }

  // False where a byte has no piece.
  bool fall_back(std::string_view bytes, std::vector<WordScratch::Symbol>& symbols) const {
    const auto id_of = [&](char byte) { return byte_ids_[static_cast<unsigned char>(byte)]; };
    if (!std::all_of(bytes.begin(), bytes.end(), [&](char byte) { return id_of(byte) >= 0; })) return false;
    for (const char byte : bytes) add(id_of(byte), 1, symbols);
    return true;
  }

  static void add(int id, std::size_t size, std::vector<WordScratch::Symbol>& symbols) {
    const auto place = static_cast<std::uint32_t>(symbols.size());
    if (place > 0) symbols.back().after = place;
    symbols.push_back({id, static_cast<std::uint32_t>(size), place == 0 ? kEnd : place - 1, kEnd});
  }

  void split(std::string_view word, WordScratch& scratch, std::vector<WordPiece>& out) const override {
    std::vector<WordScratch::Symbol>& symbols = scratch.symbols;
    symbols.clear();
    std::size_t unknown = 0;  // bytes of characters without a piece that wait
    const auto flush = [&] {
      if (unknown > 0) add(options_.unknown, unknown, symbols);
      unknown = 0;
    };
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t start = at++;
      while (!options_.raw_bytes && at < word.size() && is_continuation(word[at])) ++at;
      const std::string_view character = word.substr(start, at - start);
      if (const int id = find_symbol(character, start == 0, at == word.size()); id >= 0) {
        flush();
        add(id, character.size(), symbols);
      } else if ((!options_.byte_fallback || !fall_back(character, symbols)) && options_.unknown >= 0) {
        if (!options_.fuse_unknown) flush();
        unknown += character.size();
      }
    }
    flush();
    merge(scratch);
    std::uint32_t place = 0;
    for (std::uint32_t at = symbols.empty() ? kEnd : 0; at != kEnd; at = symbols[at].after) {
      out.push_back({symbols[at].id, place, place + symbols[at].size});
      place += symbols[at].size;
    }
  }

  void merge(WordScratch& scratch) const {
    using Merge = WordScratch::Merge;
    std::vector<WordScratch::Symbol>& symbols = scratch.symbols;
    std::vector<Merge>& queue = scratch.merges;
    queue.clear();
    // The heap's front is the merge that was learnt first, of those the leftmost.
    const auto later = [](const Merge& a, const Merge& b) {
      return a.rank > b.rank || (a.rank == b.rank && a.left > b.left);
    };
    const auto find = [&](std::uint32_t left) {
      const std::uint32_t right = symbols[left].after;
      return right == kEnd ? nullptr : merges_.find(symbols[left].id, symbols[right].id);
    };
    const auto offer = [&](std::uint32_t left) {
      if (left == kEnd) return;
      if (const auto* const found = find(left)) {
        queue.push_back({found->rank, left, found->id});
        std::push_heap(queue.begin(), queue.end(), later);
      }
    };
    for (std::uint32_t left = 0; left < symbols.size(); ++left) offer(left);
    while (!queue.empty()) {
      std::pop_heap(queue.begin(), queue.end(), later);
      const Merge top = queue.back();
      queue.pop_back();
      WordScratch::Symbol& left = symbols[top.left];
      if (left.size == 0) continue;
      // One of the two may have been merged with another since.
      const auto* const found = find(top.left);
      if (found == nullptr || found->id != top.id) continue;
      WordScratch::Symbol& right = symbols[left.after];
      left.id = top.id;
      left.size += right.size;
      right.size = 0;
      left.after = right.after;
      if (left.after != kEnd) symbols[left.after].before = top.left;
      offer(left.before);
      offer(top.left);
    }
  }

  const Vocabulary& vocabulary_;
  BpeOptions options_;
  MergeTable merges_;
  std::vector<int> byte_ids_;  // of "<0x00>" and so on
  std::vector<int> symbols_;   // of single bytes
  Vocabulary words_;           // of bytes, where the pieces are byte-level
  bool by_space_sign_ = false;
};

}  // namespace

std::unique_ptr<WordModel> WordModel::bpe(const Vocabulary& vocabulary, const BpeOptions& options,
                                          const std::string& where) {
  return std::make_unique<BpeModel>(vocabulary, options, where);
}

}  // namespace klinker
