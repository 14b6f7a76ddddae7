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

/// A hash of up to 64 bits of a few bytes, eight at a time.
constexpr std::uint64_t hash_bytes(std::string_view bytes) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15u;
  std::uint64_t state = bytes.size() * kFactor;
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t block = 0;
    const std::size_t count = std::min<std::size_t>(8, bytes.size() - at);
    for (std::size_t i = 0; i < count; ++i)
      block |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << 8 * i;
    state = (state ^ block) * kFactor;
    state ^= state >> 29;
  }
  return state;
}

/// The name of a feature, hashed when it is compiled.
struct FeatureName {
  consteval FeatureName(const char* literal) : text(literal), hash(hash_bytes(text)) {}
  std::string_view text;
  std::uint64_t hash;
};

/// A value of a feature: part of a word, a shape, a class. Hashed once, used in many features.
struct FeatureValue {
  FeatureValue(std::string_view value) : text(value), hash(hash_bytes(value)) {}
  std::string_view text;
  std::uint64_t hash;
};

/// The features of a place between two tokens where a sentence may end without closing punctuation, because the line ends of
/// a document were lost: headings, items of lists, captions. Each has a name and up to three values, and is handed to a sink
/// `sink(name, values)`, which writes it down (training) or adds its weight (use).
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
    if (first >= 'a' && first <= 'z') return false;  // most
    if (is_ascii_digit(first) || (first >= 'A' && first <= 'Z')) return true;
    if (static_cast<unsigned char>(first) < 0x80) return std::string_view("\"'(*-[").find(first) != std::string_view::npos;
    const std::string_view token = next.span.of(text_);
    for (const std::string_view mark : {"«", "“", "„", "‘", "•", "–"})
      if (token == mark) return true;
    return is_upper_at(text_, next.span.start);
  }

  /// What the words on both sides say of a beginning. Learned from running text alone.
  template <typename Sink>
  void beginning(std::size_t index, Sink&& into) const {
    const auto at = static_cast<std::ptrdiff_t>(index);
    const Word p(*this, at), q(*this, at + 1), q2(*this, at + 2), q3(*this, at + 3), q4(*this, at + 4);
    const auto sink = sinking(into);
    sink("begin.prior");
    sink("begin.last", p.lower);
    sink("begin.next", q.text);
    sink("begin.next2", q2.lower);
    sink("begin.next3", q3.lower);
    sink("begin.next4", q4.lower);
    sink("begin.next,next2", q.lower, q2.lower);
    sink("begin.last-shape", p.shape);
    sink("begin.next-shape", q.shape);
    sink("begin.next-shapes", q.shape, q2.shape, q3.shape);
    sink("begin.last,next-shape", p.lower, q.shape);
    sink("begin.last-shape,next", p.shape, q.text);
    sink("begin.next,next2-shape", q.lower, q2.shape);
    sink("begin.shapes,next2", p.shape, q.shape, q2.lower);
    sink("begin.last-suffix", p.suffix);
    sink("begin.next-suffix", q.suffix);
    sink("begin.next2-suffix", q2.suffix);
  }

  /// The sentences found so far.
  class History {
   public:
    void end_sentence(std::size_t last_token, bool closed) {
      kinds_ = {kinds_[1], kinds_[2], closed ? 's' : 'h'};
      last_length_ = length_class(last_token + 1 - first_);
      first_ = last_token + 1;
    }

   private:
    friend class SentenceEndFeatures;
    std::size_t first_ = 0;                        // token of the sentence that is not ended yet
    std::array<char, 3> kinds_ = {'0', '0', '0'};  // of the last three: s closed by punctuation, h not; the latest last
    char last_length_ = '0';
  };

  /// The same place with all that came before it. `beginning` is the sum of the weights of the features above.
  template <typename Sink>
  void ending(std::size_t index, const History& history, double beginning, Sink&& into) {
    const auto at = static_cast<std::ptrdiff_t>(index);
    const Word p(*this, at), q(*this, at + 1), q2(*this, at + 2), q3(*this, at + 3), p2(*this, at - 1);
    const Word first(*this, static_cast<std::ptrdiff_t>(history.first_));
    const auto sink = sinking(into);
    const Stretch stretch = stretch_of(history.first_, index);
    const char length = length_class(index + 1 - history.first_);
    const char begin =
        static_cast<char>('i' + std::clamp(static_cast<int>(beginning < 0 ? beginning - 0.5 : beginning + 0.5), -8, 8));
    const FeatureValue D({&length, 1}), B({&begin, 1}), kinds({history.kinds_.data(), 3}), kind({&history.kinds_[2], 1});
    const FeatureValue last_two({&history.kinds_[1], 2}), last_length({&history.last_length_, 1});
    sink("prior");
    sink("last", p.lower);
    sink("next", q.text);
    sink("next2", q2.lower);
    sink("next3", q3.lower);
    sink("last2", p2.lower);
    sink("shapes", p.shape, q.shape);
    sink("length", D);
    sink("length,last-shape", D, p.shape);
    sink("length,next-shape", D, q.shape);
    sink("length,shapes", D, p.shape, q.shape);
    sink("last-suffix", p.suffix);
    sink("next-suffix", q.suffix);
    sink("last-shape,next", p.shape, q.text);
    sink("next,next2-shape", q.lower, q2.shape);
    sink("small", stretch.small);
    sink("begin", B);
    sink("begin,length", B, D);
    sink("begin,last-shape", B, p.shape);
    sink("begin,kinds", B, kinds);
    sink("kinds", kinds);
    sink("kind,length", kind, D);
    sink("kinds,shapes", last_two, p.shape, q.shape);
    sink("kind,last-length", kind, last_length);
    sink("last-length,length", kind, last_length, D);
    sink("first-shape,shapes", first.shape, p.shape, q.shape);
    sink("first-shape,kind,next-shape", first.shape, kind, q.shape);
    sink("first-shape,last-shape", first.shape, p.shape);
    if (stretch.small == "0") sink("no-small,length", D);
    else sink("small,length", D);
    sink("open", stretch.open);
    if (p.lower.text == q.lower.text) sink("same");
    if (first.lower.text == q.lower.text) sink("first-again");
    repeats(index, p, sink);
    const SeenWords::Facts seen = seen_.facts(index);
    const char facts = static_cast<char>('0' + seen.small + 2 * seen.name);
    const FeatureValue F({&facts, 1});
    if (q.shape.text == "U") sink("seen", F);
    if (q.shape.text == "U") sink("seen,last-shape,length", F, p.shape, D);
    if (seen.paired) sink("paired");
    if (seen.paired) sink("paired,kind,length", kind, D);
  }

 private:
  static constexpr std::size_t kLongest = 40;  // bytes of a word that count
  static constexpr std::size_t kReach = 40;    // tokens of the sentence so far that count

  // With ASCII letters in lower case in a buffer of its own, which the views point to: it stays where it is made.
  struct Word {
    Word(const SentenceEndFeatures& features, std::ptrdiff_t place);
    Word(const Word&) = delete;
    Word& operator=(const Word&) = delete;

    std::array<char, kLongest> folded;
    FeatureValue text, lower, shape, suffix;
  };
  static std::string_view text_at(const SentenceEndFeatures& features, std::ptrdiff_t place);

  struct Stretch {
    std::string_view small = "0";  // how many words begin with a small letter, at most 6
    std::string_view open = "0";   // whether more brackets open than close: 1, 0, or - for fewer
  };

  // Makes values of what the features are called with.
  template <typename Sink>
  static auto sinking(Sink& into) {
    return [&into](FeatureName name, const auto&... values) { into(name, FeatureValue(values)...); };
  }

  static char length_class(std::size_t tokens) {
    return tokens < 4 ? static_cast<char>('0' + tokens) : tokens < 6 ? '4' : tokens < 10 ? '6' : tokens < 20 ? 't' : 'm';
  }

  std::string_view shape(std::size_t index) const;
  Stretch stretch_of(std::size_t first, std::size_t last) const;

  // A heading's word comes back at once in the text under it: "Rijst Rijstveld in Vietnam", "Italië Italië ging".
  template <typename Sink>
  void repeats(std::size_t index, const Word& p, const Sink& sink) const {
    constexpr std::size_t kNear = 7, kStem = 5;
    const std::string_view lower = p.lower.text;
    if (lower.size() < 4 || !is_letter(p.shape.text)) return;
    bool whole = false, stem = false;
    for (std::size_t i = index + 1; i < std::min(tokens_.size(), index + 1 + kNear); ++i) {
      const std::string_view near = tokens_[i].span.of(text_);
      whole |= near.size() == lower.size() && begins_with(near, lower);
      stem |= lower.size() >= kStem && begins_with(near, lower.substr(0, kStem));
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
