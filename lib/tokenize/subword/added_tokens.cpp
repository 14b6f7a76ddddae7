#include "added_tokens.h"

#include <algorithm>

#include "hub_characters.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, const Vocabulary& vocabulary, const TextNormalizer* normalizer,
                         const std::string& where) {
  auto next = static_cast<int>(vocabulary.count());
  for (AddedToken& token : tokens) {
    if (token.content.empty()) continue;
    if (const int place = contents_.find(token.content); place >= 0) {
      token.id = tokens_[static_cast<std::size_t>(place)].id;
    } else {
      const int known = vocabulary.find(token.content);
      token.id = known >= 0 ? known : next++;
    }
    if (token.id > Vocabulary::kMaxId)
      throw Error(ErrorCode::unsupported, where + ": has more tokens than this version can hold");
    token.normal = token.content;
    if (token.normalized && normalizer != nullptr) {
      AlignedText text;
      text.assign(token.content);
      normalizer->apply(text);
      token.normal = text.text();
    }
    const auto id = static_cast<std::size_t>(token.id);
    if (by_id_.size() <= id) by_id_.resize(id + 1, -1);
    if (by_id_[id] < 0) {
      by_id_[id] = static_cast<int>(tokens_.size());
      contents_.add(token.content, by_id_[id]);
      tokens_.push_back(std::move(token));
    } else {
      tokens_[static_cast<std::size_t>(by_id_[id])] = std::move(token);
    }
  }
  for (const bool normalized : {false, true}) {
    Matcher& matcher = normalized ? normalized_ : original_;
    std::vector<std::pair<std::string_view, int>> pieces;
    for (const AddedToken& token : tokens_)
      if (token.normalized == normalized && !token.normal.empty()) {
        pieces.emplace_back(token.normal, token.id);
        matcher.starts[static_cast<unsigned char>(token.normal.front())] = true;
      }
    matcher.any = !pieces.empty();
    matcher.trie = make_trie(std::move(pieces), where);
  }
}

const AddedToken* AddedTokens::find(int id) const {
  const int place = id >= 0 && static_cast<std::size_t>(id) < by_id_.size() ? by_id_[static_cast<std::size_t>(id)] : -1;
  return place < 0 ? nullptr : &tokens_[static_cast<std::size_t>(place)];
}

const AddedToken* AddedTokens::find(std::string_view content) const {
  const int place = contents_.find(content);
  return place < 0 ? nullptr : &tokens_[static_cast<std::size_t>(place)];
}

bool AddedTokens::is_special(std::string_view content) const {
  const AddedToken* const token = find(content);
  return token != nullptr && token->special;
}

void AddedTokens::cut(PreTokens& tokens, bool normalized) const {
  const Matcher& wanted = matcher(normalized);
  if (!wanted.any) return;
  tokens.next.clear();
  for (const PreTokens::Part& part : tokens.parts) {
    if (part.token >= 0) {
      tokens.next.push_back(part);
      continue;
    }
    const std::string_view text = tokens.text.text().substr(0, part.end);
    std::size_t done = part.start;
    for (std::size_t at = part.start; at < part.end;) {
      if (!wanted.starts[static_cast<unsigned char>(text[at])]) {
        ++at;
        continue;
      }
      int id = -1;
      std::size_t stop = at;
      std::uint32_t node = PieceTrie::root();
      for (std::size_t end = at; end < text.size();) {
        if ((node = wanted.trie.step(node, text[end++])) == PieceTrie::kNone) break;
        if (wanted.trie.id(node) >= 0) {
          id = wanted.trie.id(node);
          stop = end;
        }
      }
      if (id < 0) {
        ++at;
        continue;
      }
      std::size_t start = at, before = at, after = stop;
      at = stop;
      const AddedToken& token = *find(id);
      if (token.single_word && ((start > part.start && hub::is_word(previous_code_point(text, before))) ||
                                (stop < part.end && hub::is_word(next_code_point(text, after)))))
        continue;
      if (token.lstrip)
        for (before = start; before > done && hub::is_space(previous_code_point(text, before));) start = before;
      if (token.rstrip)
        for (after = stop; after < part.end && hub::is_space(next_code_point(text, after));) stop = after;
      start = std::max(start, done);
      stop = std::max(stop, start);
      if (done < start) tokens.next.push_back({done, start, -1});
      if (start < stop) tokens.next.push_back({start, stop, id});
      done = stop;
    }
    if (done < part.end) tokens.next.push_back({done, part.end, -1});
  }
  tokens.parts.swap(tokens.next);
}

}  // namespace klinker
