#include "aligned_text.h"

#include <limits>

#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

std::size_t character_end(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_continuation(text[end])) ++end;
  return end;
}

}  // namespace

void AlignedText::assign(std::string_view original, std::size_t base) {
  if (base + original.size() > std::numeric_limits<std::uint32_t>::max())
    throw Error(ErrorCode::wrong_value, "a text of 4 GB or more cannot be split into pieces; give it in parts");
  text_ = original;
  base_ = base;
  mapped_ = false;
}

void AlignedText::clear() { assign({}); }

AlignedText::Origin AlignedText::origin(std::size_t byte) const {
  if (mapped_) return origins_[byte];
  std::size_t start = byte;
  while (start > 0 && is_continuation(text_[start])) --start;
  return {static_cast<std::uint32_t>(base_ + start), static_cast<std::uint32_t>(base_ + character_end(text_, start))};
}

void AlignedText::start() {
  next_text_.clear();
  next_origins_.clear();
  next_text_.reserve(text_.size());
  next_origins_.reserve(text_.size());
}

void AlignedText::copy(std::size_t from, std::size_t to) {
  next_text_.append(text_, from, to - from);
  if (mapped_) {
    next_origins_.insert(next_origins_.end(), origins_.begin() + static_cast<std::ptrdiff_t>(from),
                         origins_.begin() + static_cast<std::ptrdiff_t>(to));
    return;
  }
  for (std::size_t at = from; at < to;) {
    const std::size_t end = character_end(text_, at);
    next_origins_.insert(next_origins_.end(), end - at,
                         {static_cast<std::uint32_t>(base_ + at), static_cast<std::uint32_t>(base_ + end)});
    at = end;
  }
}

void AlignedText::put(std::string_view bytes, Origin origin) {
  next_text_ += bytes;
  next_origins_.insert(next_origins_.end(), bytes.size(), origin);
}

void AlignedText::put(char32_t character, Origin origin) {
  append_utf8(next_text_, character);
  next_origins_.resize(next_text_.size(), origin);
}

void AlignedText::finish() {
  text_.swap(next_text_);
  origins_.swap(next_origins_);
  mapped_ = true;
}

void AlignedText::transform(const std::vector<Change>& changes, std::size_t dropped) {
  start();
  std::size_t at = 0;
  const auto skip = [&](std::size_t characters) {
    while (characters-- > 0 && at < text_.size()) at = character_end(text_, at);
  };
  skip(dropped);
  for (const auto& [character, change] : changes) {
    if (change > 0) {
      put(character, at == 0 ? Origin{} : origin(at - 1));
    } else {
      put(character, at < size() ? origin(at) : Origin{});
      skip(static_cast<std::size_t>(1 - change));
    }
  }
  finish();
}

void AlignedText::append(const AlignedText& other) {
  if (!mapped_) {
    origins_.clear();
    for (std::size_t at = 0; at < size(); ++at) origins_.push_back(origin(at));
    mapped_ = true;
  }
  text_ += other.text_;
  if (other.mapped_) origins_.insert(origins_.end(), other.origins_.begin(), other.origins_.end());
  else
    for (std::size_t at = 0; at < other.size(); ++at) origins_.push_back(other.origin(at));
}

}  // namespace klinker
