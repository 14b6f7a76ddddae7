#include "piece_normalizer.h"

#include <numeric>

#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

// Places are kept in 32 bits. A table may stretch text, so what comes out counts.
constexpr std::size_t kMaxText = 1u << 30;

std::size_t first_character(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && is_continuation(text[size])) ++size;
  return size;
}

}  // namespace

PieceNormalizer::PieceNormalizer(const SentencePieceFile& file, const std::string& where)
    : add_dummy_prefix_(file.add_dummy_prefix),
      remove_extra_whitespaces_(file.remove_extra_whitespaces),
      escape_whitespaces_(file.escape_whitespaces),
      whitespace_as_suffix_(file.whitespace_as_suffix) {
  if (!file.charsmap.empty()) table_ = CharsmapTable(file.charsmap, where);
  std::vector<PieceTrie::Entry> symbols;
  for (std::size_t i = 0; i < file.pieces.size(); ++i)
    if (file.pieces[i].type == PieceType::user_defined) symbols.push_back({file.pieces[i].text, static_cast<int>(i), 0});
  if (!symbols.empty()) user_defined_.emplace(std::move(symbols), where);
  for (unsigned byte = 0; byte < 256; ++byte) stays_[byte] = stays(static_cast<unsigned char>(byte));
}

// Whether no rule and no user-defined piece has anything to do with this byte, unless what follows is beyond ASCII.
bool PieceNormalizer::stays(unsigned char byte) const {
  if (byte == ' ' || (user_defined_ && user_defined_->step(PieceTrie::root(), static_cast<char>(byte)) != PieceTrie::kNone))
    return false;
  return table_.empty() || (byte < 0x80 && !table_.changes(byte));
}

// How many bytes from `at` on stay as they are.
std::size_t PieceNormalizer::unchanged(std::string_view text, std::size_t at) const {
  std::size_t end = at;
  while (end < text.size() && stays_[static_cast<unsigned char>(text[end])]) ++end;
  // With what follows beyond ASCII, an accent say, the last may make one character.
  const bool joins = !table_.empty() && end < text.size() && static_cast<unsigned char>(text[end]) >= 0x80;
  return joins && end > at ? end - at - 1 : end - at;
}

std::size_t PieceNormalizer::user_defined(std::string_view text) const {
  std::size_t longest = 0;
  if (!user_defined_) return longest;
  std::uint32_t node = PieceTrie::root();
  for (std::size_t end = 0; end < text.size();) {
    if ((node = user_defined_->step(node, text[end++])) == PieceTrie::kNone) break;
    if (user_defined_->ends(node)) longest = end;
  }
  return longest;
}

PieceNormalizer::Prefix PieceNormalizer::normalize_prefix(std::string_view text) const {
  if (const std::size_t size = user_defined(text); size > 0) return {text.substr(0, size), size};
  Prefix longest = {{}, 0};
  table_.each_prefix(text, [&](std::size_t size, std::string_view replacement) {
    longest = {replacement, size};
    return true;
  });
  // A table may match inside a character only where it is damaged.
  if (longest.size > 0 && (longest.size == text.size() || !is_continuation(text[longest.size]))) return longest;
  const std::size_t size = first_character(text);
  return {text.substr(0, size), size};
}

void PieceNormalizer::normalize(std::string_view text, std::string& out, std::vector<std::uint32_t>* places) const {
  const auto check = [](std::size_t size) {
    if (size > kMaxText) throw Error(ErrorCode::wrong_value, "a text of more than 1 GB cannot be split into pieces at once");
  };
  check(text.size());
  out.clear();
  if (places) places->clear();
  const std::string_view space = escape_whitespaces_ ? kSpaceSign : " ";
  std::size_t at = 0;
  const auto append = [&](std::string_view part) {
    out += part;
    if (places) places->insert(places->end(), part.size(), static_cast<std::uint32_t>(at));
  };
  if (remove_extra_whitespaces_)
    while (at < text.size()) {
      const Prefix prefix = normalize_prefix(text.substr(at));
      if (prefix.replacement != " ") break;
      at += prefix.size;
    }
  if (at == text.size()) return;
  out.reserve(text.size() + text.size() / 2 + space.size());
  if (places) places->reserve(out.capacity() + 1);
  if (add_dummy_prefix_ && !whitespace_as_suffix_) append(space);
  bool after_space = remove_extra_whitespaces_;
  while (at < text.size()) {
    if (const std::size_t size = unchanged(text, at); size > 0) {
      out.append(text, at, size);
      if (places) {
        places->resize(places->size() + size);
        std::iota(places->end() - static_cast<std::ptrdiff_t>(size), places->end(), static_cast<std::uint32_t>(at));
      }
      at += size;
      after_space = false;
      continue;
    }
    auto [replacement, size] = normalize_prefix(text.substr(at));
    while (after_space && !replacement.empty() && replacement.front() == ' ') replacement.remove_prefix(1);
    if (!replacement.empty()) {
      for (std::size_t i = 0; i < replacement.size(); ++i) append(replacement[i] == ' ' ? space : replacement.substr(i, 1));
      after_space = remove_extra_whitespaces_ && replacement.back() == ' ';
      check(out.size());
    }
    at += size;
  }
  if (remove_extra_whitespaces_)
    while (out.ends_with(space)) {
      out.resize(out.size() - space.size());
      if (!places) continue;
      at = (*places)[out.size()];
      places->resize(out.size());
    }
  if (add_dummy_prefix_ && whitespace_as_suffix_) append(space);
  if (places) places->push_back(static_cast<std::uint32_t>(at));
}

}  // namespace klinker
