#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// A text that is rewritten step by step, and for each of its bytes the bytes of the original that it stands for. Every byte
/// of a character has the same origin. A text that nobody has changed keeps no list of origins.
class AlignedText {
 public:
  struct Origin {
    std::uint32_t start = 0;
    std::uint32_t end = 0;
  };

  /// A character of the new text, and how it comes about: 0 takes the place of the next character, 1 is put in (with the
  /// origin of the one before), -n takes the place of the next and drops n more.
  struct Change {
    char32_t character;
    int change;
  };

  /// The original itself; its first byte stands at `base`. Throws Error(wrong_value) for 4 GB and more.
  void assign(std::string_view original, std::size_t base = 0);

  std::string_view text() const { return text_; }
  bool empty() const { return text_.empty(); }
  std::size_t size() const { return text_.size(); }

  Origin origin(std::size_t byte) const;

  /// The bytes of the original that a part stands for, which must not be empty.
  Span origin(Span part) const {
    if (!mapped_ && !inside_character(part.start) && !inside_character(part.end))
      return {base_ + part.start, base_ + part.end};
    return {origin(part.start).start, origin(part.end - 1).end};
  }

  /// For changes that leave every character as long as it was.
  char* data() { return text_.data(); }

  /// A new text is written between start and finish: parts of the old one, and bytes with an origin of choice.
  void start();
  void copy(std::size_t from, std::size_t to);
  void put(std::string_view bytes, Origin origin);
  void put(std::string_view bytes, std::size_t source) { put(bytes, origin(source)); }
  void put(char32_t character, Origin origin);
  void finish();
  std::size_t written() const { return next_text_.size(); }

  /// Rewrites the whole text, without its first `dropped` characters.
  void transform(const std::vector<Change>& changes, std::size_t dropped = 0);

  void append(const AlignedText& other);
  void clear();

 private:
  bool inside_character(std::size_t byte) const {
    return byte < text_.size() && (static_cast<unsigned char>(text_[byte]) & 0xC0) == 0x80;
  }

  std::string text_, next_text_;
  std::vector<Origin> origins_, next_origins_;
  std::size_t base_ = 0;
  bool mapped_ = false;
};

}  // namespace klinker
