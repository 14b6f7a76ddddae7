#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "characters.h"
#include "klinker/tokenize/token.h"
#include "seen_words.h"

namespace klinker {

/// The features of a place between two tokens where a sentence may end without closing punctuation, because the line ends of
/// a document were lost: headings, items of lists, captions. Each has a name and up to three values, and is handed to a sink
/// `sink(name, a, b, c)`, which writes it down (training) or adds its weight (use).
///
/// A token's shape: d a digit first, A all capitals, U a capital first, l a small letter first, otherwise the mark itself.
/// A length class: 1 2 3, 4 (4-5), 6 (6-9), t (10-19), m (20 and more) tokens.
class SentenceEndFeatures {
 public:
  SentenceEndFeatures(std::string_view text, const std::vector<Token>& tokens)
      : text_(text), tokens_(tokens), seen_(text, tokens) {}

  /// Whether `index` is such a place at all: white space, then something a sentence may begin with.
  bool is_candidate(std::size_t index) const {
    const Token& next = tokens_[index + 1];
    if (tokens_[index].span.end == next.span.start) return false;
    const char first = text_[next.span.start];
    if (is_ascii_digit(first) || std::string_view("\"'(*-[").find(first) != std::string_view::npos) return true;
    if (static_cast<unsigned char>(first) < 0x80) return first >= 'A' && first <= 'Z';
    const std::string_view token = next.span.of(text_);
    for (const std::string_view mark : {"«", "“", "„", "‘", "•", "–"})
      if (token == mark) return true;
    return is_upper_at(text_, next.span.start);
  }

  /// What the words on both sides say of a beginning. Learned from running text alone.
  template <typename Sink>
  void beginning(std::size_t index, Sink&& sink) const {
    const auto word = [&](std::ptrdiff_t offset) { return this->word(index, offset); };
    const Word p = word(0), q = word(1), q2 = word(2), q3 = word(3), q4 = word(4);
    sink("begin.prior");
    sink("begin.last", p.lower());
    sink("begin.next", q.text);
    sink("begin.next2", q2.lower());
    sink("begin.next3", q3.lower());
    sink("begin.next4", q4.lower());
    sink("begin.next,next2", q.lower(), q2.lower());
    sink("begin.last-shape", p.shape);
    sink("begin.next-shape", q.shape);
    sink("begin.next-shapes", q.shape, q2.shape, q3.shape);
    sink("begin.last,next-shape", p.lower(), q.shape);
    sink("begin.last-shape,next", p.shape, q.text);
    sink("begin.next,next2-shape", q.lower(), q2.shape);
    sink("begin.shapes,next2", p.shape, q.shape, q2.lower());
    sink("begin.last-suffix", p.suffix());
    sink("begin.next-suffix", q.suffix());
    sink("begin.next2-suffix", q2.suffix());
  }

  /// The sentences found so far.
  class History {
   public:
    void end_sentence(std::size_t last_token, bool closed) {
      kinds_ = {kinds_[1], kinds_[2], closed ? 's' : 'h'};
      last_length_ = length_class(last_token + 1 - first_);
      first_ = last_token + 1;
    }

    std::size_t first() const { return first_; }  ///< token of the sentence that is not ended yet

   private:
    friend class SentenceEndFeatures;
    std::size_t first_ = 0;
    std::array<char, 3> kinds_ = {'0', '0', '0'};  // of the last three: s closed by punctuation, h not; the latest last
    char last_length_ = '0';
  };

  /// The same place with all that came before it. `beginning` is the sum of the weights of the features above.
  template <typename Sink>
  void ending(std::size_t index, const History& history, double beginning, Sink&& sink) {
    const auto word = [&](std::ptrdiff_t offset) { return this->word(index, offset); };
    const Word p = word(0), q = word(1), q2 = word(2), q3 = word(3), p2 = word(-1);
    const Word first = word(static_cast<std::ptrdiff_t>(history.first_) - static_cast<std::ptrdiff_t>(index));
    const Stretch stretch = stretch_of(history.first_, index);
    const char length = length_class(index + 1 - history.first_);
    const char begin =
        static_cast<char>('i' + std::clamp(static_cast<int>(beginning < 0 ? beginning - 0.5 : beginning + 0.5), -8, 8));
    const std::string_view D(&length, 1), B(&begin, 1), kinds(history.kinds_.data(), 3), kind = kinds.substr(2);
    const std::string_view last_length(&history.last_length_, 1);
    sink("prior");
    sink("last", p.lower());
    sink("next", q.text);
    sink("next2", q2.lower());
    sink("next3", q3.lower());
    sink("last2", p2.lower());
    sink("shapes", p.shape, q.shape);
    sink("length", D);
    sink("length,last-shape", D, p.shape);
    sink("length,next-shape", D, q.shape);
    sink("length,shapes", D, p.shape, q.shape);
    sink("last-suffix", p.suffix());
    sink("next-suffix", q.suffix());
    sink("last-shape,next", p.shape, q.text);
    sink("next,next2-shape", q.lower(), q2.shape);
    sink("small", stretch.small);
    sink("begin", B);
    sink("begin,length", B, D);
    sink("begin,last-shape", B, p.shape);
    sink("begin,kinds", B, kinds);
    sink("kinds", kinds);
    sink("kind,length", kind, D);
    sink("kinds,shapes", kinds.substr(1), p.shape, q.shape);
    sink("kind,last-length", kind, last_length);
    sink("last-length,length", kind, last_length, D);
    sink("first-shape,shapes", first.shape, p.shape, q.shape);
    sink("first-shape,kind,next-shape", first.shape, kind, q.shape);
    sink("first-shape,last-shape", first.shape, p.shape);
    sink(stretch.small == "0" ? "no-small,length" : "small,length", D);
    sink("open", stretch.open);
    if (p.lower() == q.lower()) sink("same");
    if (first.lower() == q.lower()) sink("first-again");
    repeats(index, p, sink);
    const SeenWords::Facts seen = seen_.facts(index);
    const char facts = static_cast<char>('0' + seen.small + 2 * seen.name);
    const std::string_view F(&facts, 1);
    if (q.shape == "U") sink("seen", F);
    if (q.shape == "U") sink("seen,last-shape,length", F, p.shape, D);
    if (seen.paired) sink("paired");
    if (seen.paired) sink("paired,kind,length", kind, D);
  }

 private:
  static constexpr std::size_t kLongest = 40;  // bytes of a word that count
  static constexpr std::size_t kReach = 40;    // tokens of the sentence so far that count

  struct Word {
    std::string_view text = "#";
    std::string_view shape = "#";
    std::array<char, kLongest> folded{'#'};
    std::size_t size = 1;

    std::string_view lower() const { return {folded.data(), size}; }

    // The last three characters.
    std::string_view suffix() const {
      std::size_t start = size;
      for (int i = 0; i < 3 && start > 0; ++i) {
        --start;
        while (start > 0 && (static_cast<unsigned char>(folded[start]) & 0xC0) == 0x80) --start;
      }
      return {folded.data() + start, size - start};
    }
  };

  struct Stretch {
    std::string_view small = "0";  // how many words begin with a small letter, at most 6
    std::string_view open = "0";   // whether more brackets open than close: 1, 0, or - for fewer
  };

  static char length_class(std::size_t tokens) {
    return tokens < 4 ? static_cast<char>('0' + tokens) : tokens < 6 ? '4' : tokens < 10 ? '6' : tokens < 20 ? 't' : 'm';
  }

  std::string_view shape(std::size_t index) const;
  Word word(std::size_t index, std::ptrdiff_t offset) const;
  Stretch stretch_of(std::size_t first, std::size_t last) const;

  // A heading's word comes back at once in the text under it: "Rijst Rijstveld in Vietnam", "Italië Italië ging".
  template <typename Sink>
  void repeats(std::size_t index, const Word& p, Sink&& sink) const {
    constexpr std::size_t kNear = 7, kStem = 5;
    if (p.size < 4 || !is_letter(p.shape)) return;
    bool whole = false, stem = false;
    for (std::size_t i = index + 1; i < std::min(tokens_.size(), index + 1 + kNear); ++i) {
      const std::string_view near = tokens_[i].span.of(text_);
      whole |= near.size() == p.size && begins_with(near, p.lower());
      stem |= p.size >= kStem && begins_with(near, p.lower().substr(0, kStem));
    }
    if (whole) sink("repeated");
    if (stem) sink("stem-repeated");
  }

  static bool is_letter(std::string_view shape) { return shape == "U" || shape == "A" || shape == "l"; }
  static bool begins_with(std::string_view word, std::string_view lower);

  std::string_view text_;
  const std::vector<Token>& tokens_;
  SeenWords seen_;
};

}  // namespace klinker
