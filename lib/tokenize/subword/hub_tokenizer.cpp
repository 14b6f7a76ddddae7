#include "hub_tokenizer.h"

#include <algorithm>

#include "hub_characters.h"
#include "klinker/error.h"

namespace klinker {
namespace {

/// "Ġ", which stands for a space in byte-level pieces.
constexpr char32_t kByteSpace = 0x120;

/// How many spaces a piece begins and ends with.
struct Spaces {
  std::size_t leading = 0;
  std::size_t trailing = 0;
};

Spaces spaces_of(std::string_view piece) {
  const auto is_space = [](char32_t c) { return c == kByteSpace || hub::is_space(c); };
  Spaces spaces;
  for (std::size_t at = 0; at < piece.size() && is_space(next_code_point(piece, at));) ++spaces.leading;
  for (std::size_t at = piece.size(); at > 0 && is_space(previous_code_point(piece, at));) ++spaces.trailing;
  return spaces;
}

class HubModel final : public SubwordModel {
 public:
  explicit HubModel(HubTokenizer parts)
      : parts_(std::move(parts)),
        added_(std::move(parts_.added), *parts_.vocabulary, parts_.normalizer.get(), parts_.where) {
    size_ = parts_.vocabulary->size();
    for (const AddedToken& token : added_.all()) size_ = std::max(size_, static_cast<std::size_t>(token.id) + 1);
    if (parts_.trims.empty()) return;
    for (int id = 0; static_cast<std::size_t>(id) < parts_.vocabulary->size(); ++id)
      spaces_.push_back(parts_.vocabulary->has(id) ? spaces_of(parts_.vocabulary->piece(id)) : Spaces{});
  }

  using SubwordModel::encode;

  void encode(std::string_view text, SubwordEncoding& result) const override {
    HubScratch scratch;
    encode_text(text, scratch, 0);
    trim(text, scratch, 0, 0);
    std::swap(result, scratch.texts[0]);
  }

  std::vector<int> encode(std::string_view text) const override {
    HubScratch scratch;
    encode_text(text, scratch, 0);
    return std::move(scratch.texts[0].ids);
  }

  std::string decode(const std::vector<int>& ids) const override { return decode(ids, false); }
  std::string decode_without_special(const std::vector<int>& ids) const override { return decode(ids, true); }
  std::size_t size() const override { return size_; }

  std::string piece(int id) const override {
    if (const AddedToken* const token = added_.find(id)) return token->content;
    require(id);
    return std::string(parts_.vocabulary->piece(id));
  }

  std::optional<int> id(std::string_view piece) const override {
    if (const AddedToken* const token = added_.find(piece)) return token->id;
    const int id = parts_.vocabulary->find(piece);
    return id < 0 ? std::nullopt : std::optional(id);
  }

  SpecialPieces special_pieces() const override {
    SpecialPieces special = SubwordModel::special_pieces();
    const auto choose = [&](std::optional<int>& usual, const std::optional<int>& number,
                            const std::optional<std::string>& name) {
      if (number) usual = number;
      if (!name) return;
      if (const auto named = id(*name)) usual = named;
    };
    choose(special.cls, parts_.special.cls, parts_.names.cls);
    choose(special.sep, parts_.special.sep, parts_.names.sep);
    choose(special.pad, parts_.special.pad, parts_.names.pad);
    choose(special.mask, parts_.special.mask, parts_.names.mask);
    choose(special.unk, parts_.special.unk, parts_.names.unk);
    return special;
  }

 private:
  struct HubScratch final : Scratch {
    struct Added {
      std::size_t index;  // in the pieces of the text
      Spaces spaces;
    };
    PreTokens tokens;
    AlignedText segment;
    WordScratch word;
    std::vector<WordPiece> pieces;
    std::array<SubwordEncoding, 2> texts;
    std::array<std::vector<Added>, 2> added;
  };

  std::unique_ptr<Scratch> make_scratch() const override {
    auto scratch = std::make_unique<HubScratch>();
    scratch->word.cache.emplace();
    return scratch;
  }

  void encode_texts(std::string_view text, const std::string_view* second, const SubwordOptions& options, Scratch* memory,
                    SubwordEncoding& result) const override {
    HubScratch& scratch = static_cast<HubScratch&>(*memory);
    const bool is_pair = second != nullptr;
    encode_text(text, scratch, 0);
    if (is_pair) encode_text(*second, scratch, 1);
    else scratch.texts[1].clear();
    const auto& items = is_pair ? parts_.post.pair : parts_.post.single;
    const std::array<std::size_t, 2> sizes = {scratch.texts[0].size(), scratch.texts[1].size()};
    const auto room = room_for(sizes, is_pair, options.special_tokens ? count_special(items) : 0, options);
    for (const std::size_t i : {0u, 1u}) {
      truncate(scratch.texts[i], room[i], options.side);
      trim(i == 0    ? text
           : is_pair ? *second
                     : std::string_view(),
           scratch, i, options.side == TruncationSide::left ? sizes[i] - scratch.texts[i].size() : 0);
    }
    assemble(items, {&scratch.texts[0], &scratch.texts[1]}, options.special_tokens, result);
  }

  // Normalises what stands between the tokens that are looked for in the original.
  void normalize(std::string_view text, HubScratch& scratch) const {
    PreTokens& tokens = scratch.tokens;
    tokens.text.assign(text);
    tokens.parts.clear();
    if (!text.empty()) tokens.parts.push_back({0, text.size(), -1});
    added_.cut(tokens, false);
    if (parts_.normalizer == nullptr) return;
    if (tokens.parts.size() == 1 && tokens.parts.front().token < 0) {
      parts_.normalizer->apply(tokens.text);
      tokens.parts.front().end = tokens.text.size();
      if (tokens.text.empty()) tokens.parts.clear();
      return;
    }
    tokens.text.clear();
    std::size_t kept = 0;
    for (PreTokens::Part part : tokens.parts) {
      scratch.segment.assign(part.span().of(text), part.start);
      if (part.token < 0) parts_.normalizer->apply(scratch.segment);
      if (scratch.segment.empty()) continue;
      part.start = tokens.text.size();
      tokens.text.append(scratch.segment);
      part.end = tokens.text.size();
      tokens.parts[kept++] = part;
    }
    tokens.parts.resize(kept);
  }

  void encode_text(std::string_view text, HubScratch& scratch, std::size_t which) const {
    SubwordEncoding& out = scratch.texts[which];
    out.clear();
    scratch.added[which].clear();
    normalize(text, scratch);
    PreTokens& tokens = scratch.tokens;
    added_.cut(tokens, true);
    for (const auto& step : parts_.pre_tokenizers) step->apply(tokens);
    for (const PreTokens::Part& part : tokens.parts) {
      if (part.token >= 0) {
        if (!parts_.trims.empty())
          scratch.added[which].push_back({out.ids.size(), spaces_of(part.span().of(tokens.text.text()))});
        out.ids.push_back(part.token);
        out.spans.push_back(tokens.text.origin(part.span()));
        continue;
      }
      scratch.pieces.clear();
      parts_.model->encode(part.span().of(tokens.text.text()), scratch.word, scratch.pieces);
      for (const WordPiece& piece : scratch.pieces) {
        out.ids.push_back(piece.id);
        out.spans.push_back(tokens.text.origin({part.start + piece.start, part.start + piece.end}));
      }
    }
  }

  // Takes spaces off the places of pieces, as many as the pieces begin and end with. `dropped` pieces were before the first.
  void trim(std::string_view text, HubScratch& scratch, std::size_t which, std::size_t dropped) const {
    SubwordEncoding& out = scratch.texts[which];
    for (const bool add_prefix_space : parts_.trims) {
      auto added = scratch.added[which].begin();
      for (std::size_t i = 0; i < out.ids.size(); ++i) {
        while (added != scratch.added[which].end() && added->index < i + dropped) ++added;
        const bool is_added = added != scratch.added[which].end() && added->index == i + dropped;
        trim(text, is_added ? added->spaces : spaces_[static_cast<std::size_t>(out.ids[i])], add_prefix_space, i == 0,
             out.spans[i]);
      }
    }
  }

  static void trim(std::string_view text, Spaces spaces, bool add_prefix_space, bool is_first, Span& span) {
    // The space that was put before the text is not in it.
    if (spaces.leading == 1 && add_prefix_space && (is_first || span.start == 0)) spaces.leading = 0;
    for (; spaces.leading > 0 && span.start < span.end; --spaces.leading) next_code_point(text, span.start);
    span.start = std::min(span.start, span.end);
    std::size_t before = span.end;
    for (std::size_t i = 0; i < spaces.trailing; ++i) {
      if (before == 0) return;
      previous_code_point(text, before);
    }
    span.end = std::max(before, span.start);
  }

  void require(int id) const {
    if (!parts_.vocabulary->has(id))
      throw Error(ErrorCode::wrong_value,
                  "piece " + std::to_string(id) + " is not in a vocabulary of " + std::to_string(size_));
  }

  std::string decode(const std::vector<int>& ids, bool skip_special) const {
    std::vector<std::string> pieces;
    for (const int id : ids) {
      const AddedToken* const token = added_.find(id);
      if (token == nullptr) require(id);
      const std::string_view text = token != nullptr ? std::string_view(token->normal) : parts_.vocabulary->piece(id);
      if (!skip_special || !added_.is_special(text)) pieces.emplace_back(text);
    }
    if (parts_.decoder) parts_.decoder->apply(pieces);
    std::string out;
    for (const std::string& piece : pieces) {
      if (!parts_.decoder && &piece != pieces.data()) out += ' ';
      out += piece;
    }
    return out;
  }

  HubTokenizer parts_;
  AddedTokens added_;
  std::vector<Spaces> spaces_;  // by id, where places are trimmed
  std::size_t size_ = 0;
};

}  // namespace

std::unique_ptr<SubwordModel> make_subword_model(HubTokenizer tokenizer) {
  return std::make_unique<HubModel>(std::move(tokenizer));
}

}  // namespace klinker
