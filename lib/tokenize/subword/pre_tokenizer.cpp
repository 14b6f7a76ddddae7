#include "pre_tokenizer.h"

#include <algorithm>

#include "hub_characters.h"
#include "klinker/text/utf8.h"
#include "text_normalizer.h"

namespace klinker {
namespace {

// Cuts every part that is no added token; `cut(start, end, add)` adds the parts of one.
template <class Cut>
void cut_parts(PreTokens& tokens, Cut cut) {
  tokens.next.clear();
  const auto add = [&](std::size_t start, std::size_t end) {
    if (start < end) tokens.next.push_back({start, end, -1});
  };
  for (const PreTokens::Part& part : tokens.parts) {
    if (part.token >= 0) tokens.next.push_back(part);
    else cut(part.start, part.end, add);
  }
  tokens.parts.swap(tokens.next);
}

// Writes every part anew; `write(part)` writes one that is no added token.
template <class Write>
void rewrite_parts(PreTokens& tokens, Write write) {
  AlignedText& text = tokens.text;
  text.start();
  for (PreTokens::Part& part : tokens.parts) {
    const std::size_t start = text.written();
    if (part.token >= 0) text.copy(part.start, part.end);
    else write(part);
    part.start = start;
    part.end = text.written();
  }
  text.finish();
}

// Matches of a pattern in a part: what becomes of them and of what stands between. `matches` are in order.
template <class Add>
void apply_behavior(const std::vector<Span>& matches, std::size_t start, std::size_t end, SplitBehavior behavior,
                    bool invert, Add add) {
  struct Run {
    std::size_t start, end;
    bool is_match;
  };
  Run last = {start, start, false};
  bool have_last = false;
  const auto next = [&](Run run) {
    const bool previous = have_last && last.is_match;
    const bool joins = have_last && ((behavior == SplitBehavior::contiguous && run.is_match == previous) ||
                                     (behavior == SplitBehavior::merged_with_previous && run.is_match && !previous) ||
                                     (behavior == SplitBehavior::merged_with_next && !run.is_match && previous));
    if (joins) run.start = last.start;
    else if (have_last && !(behavior == SplitBehavior::removed && last.is_match)) add(last.start, last.end);
    last = run;
    have_last = true;
  };
  std::size_t done = start;
  for (const Span match : matches) {
    if (done != start + match.start) next({done, start + match.start, invert});
    next({start + match.start, start + match.end, !invert});
    done = start + match.end;
  }
  if (done != end) next({done, end, invert});
  if (have_last && !(behavior == SplitBehavior::removed && last.is_match)) add(last.start, last.end);
}

class Split final : public PreTokenizer {
 public:
  Split(std::unique_ptr<SplitPattern> pattern, SplitBehavior behavior, bool invert)
      : pattern_(std::move(pattern)), behavior_(behavior), invert_(invert) {}

  void apply(PreTokens& tokens) const override {
    cut_parts(tokens, [&](std::size_t start, std::size_t end, const auto& add) {
      pattern_->find(tokens.text.text().substr(start, end - start), tokens.matches);
      apply_behavior(tokens.matches, start, end, behavior_, invert_, add);
    });
  }

 private:
  std::unique_ptr<SplitPattern> pattern_;
  SplitBehavior behavior_;
  bool invert_;
};

// A pattern that is a class of characters.
class CharacterSplit final : public PreTokenizer {
 public:
  CharacterSplit(bool (*matches)(char32_t), SplitBehavior behavior) : matches_(matches), behavior_(behavior) {}

  void apply(PreTokens& tokens) const override {
    cut_parts(tokens, [&](std::size_t start, std::size_t end, const auto& add) {
      const std::string_view text = tokens.text.text().substr(0, end);
      tokens.matches.clear();
      for (std::size_t at = start; at < end;) {
        const std::size_t begin = at;
        if (matches_(next_code_point(text, at))) tokens.matches.push_back({begin - start, at - start});
      }
      apply_behavior(tokens.matches, start, end, behavior_, false, add);
    });
  }

 private:
  bool (*matches_)(char32_t);
  SplitBehavior behavior_;
};

class Bert final : public PreTokenizer {
 public:
  void apply(PreTokens& tokens) const override {
    cut_parts(tokens, [&](std::size_t start, std::size_t end, const auto& add) {
      const std::string_view text = tokens.text.text().substr(0, end);
      std::size_t word = start;
      for (std::size_t at = start; at < end;) {
        const std::size_t begin = at;
        const auto byte = static_cast<unsigned char>(text[at]);
        const char32_t c = byte < 0x80 ? (++at, byte) : next_code_point(text, at);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) continue;
        const bool sign = hub::is_punctuation(c);
        if (!sign && !hub::is_space(c)) continue;
        add(word, begin);
        if (sign) add(begin, at);
        word = at;
      }
      add(word, end);
    });
  }
};

class Whitespace final : public PreTokenizer {
 public:
  void apply(PreTokens& tokens) const override {
    enum class Kind : std::uint8_t { none, word, other };
    cut_parts(tokens, [&](std::size_t start, std::size_t end, const auto& add) {
      const std::string_view text = tokens.text.text().substr(0, end);
      std::size_t run = start;
      Kind kind = Kind::none;
      for (std::size_t at = start; at < end;) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const Kind found = hub::is_word(c) ? Kind::word : hub::is_space(c) ? Kind::none : Kind::other;
        if (found == kind) continue;
        if (kind != Kind::none) add(run, begin);
        run = begin;
        kind = found;
      }
      if (kind != Kind::none) add(run, end);
    });
  }
};

class FixedLength final : public PreTokenizer {
 public:
  explicit FixedLength(std::size_t characters) : characters_(characters) {}

  void apply(PreTokens& tokens) const override {
    cut_parts(tokens, [&](std::size_t start, std::size_t end, const auto& add) {
      const std::string_view text = tokens.text.text().substr(0, end);
      while (start < end) {
        std::size_t at = start;
        for (std::size_t i = 0; i < characters_ && at < end; ++i) next_code_point(text, at);
        add(start, at);
        start = at;
      }
    });
  }

 private:
  std::size_t characters_;
};

class ByteLevel final : public PreTokenizer {
 public:
  explicit ByteLevel(const PreTokenizer::ByteLevel& options) : options_(options), pattern_(SplitPattern::gpt2()) {}

  void apply(PreTokens& tokens) const override {
    const auto lacks_space = [&](const PreTokens::Part& part) {
      return part.token < 0 && tokens.text.text()[part.start] != ' ';
    };
    if (options_.add_prefix_space && std::any_of(tokens.parts.begin(), tokens.parts.end(), lacks_space))
      rewrite_parts(tokens, [&](const PreTokens::Part& part) {
        if (lacks_space(part)) tokens.text.put(" ", part.start);
        tokens.text.copy(part.start, part.end);
      });
    if (options_.use_regex)
      cut_parts(tokens, [&](std::size_t start, std::size_t end, const auto& add) {
        pattern_->find(tokens.text.text().substr(start, end - start), tokens.matches);
        for (const Span match : tokens.matches) add(start + match.start, start + match.end);
      });
    if (options_.map_bytes)
      rewrite_parts(tokens, [&](const PreTokens::Part& part) { map_bytes(tokens.text, part.start, part.end); });
  }

 private:
  PreTokenizer::ByteLevel options_;
  std::unique_ptr<SplitPattern> pattern_;
};

class Metaspace final : public PreTokenizer {
 public:
  explicit Metaspace(const PreTokenizer::Metaspace& options) : options_(options) {}

  void apply(PreTokens& tokens) const override {
    using Prepend = PreTokenizer::Metaspace::Prepend;
    AlignedText& text = tokens.text;
    rewrite_parts(tokens, [&](const PreTokens::Part& part) {
      const std::string_view bytes = text.text().substr(0, part.end);
      const bool wanted =
          options_.prepend == Prepend::always || (options_.prepend == Prepend::first && text.origin(part.start).start == 0);
      const std::string_view first = bytes.substr(part.start);
      if (wanted && !first.starts_with(' ') && !first.starts_with(options_.replacement))
        text.put(options_.replacement, part.start);
      for (std::size_t at = part.start; at < part.end;) {
        std::size_t space = std::min(bytes.find(' ', at), part.end);
        text.copy(at, space);
        for (; space < part.end && bytes[space] == ' '; ++space) text.put(options_.replacement, space);
        at = space;
      }
    });
    if (!options_.split) return;
    cut_parts(tokens, [&](std::size_t start, std::size_t end, const auto& add) {
      const std::string_view bytes = text.text().substr(0, end);
      while (start < end) {
        const std::size_t sign = std::min(bytes.find(options_.replacement, start + 1), end);
        add(start, sign);
        start = sign;
      }
    });
  }

 private:
  PreTokenizer::Metaspace options_;
};

}  // namespace

std::unique_ptr<PreTokenizer> PreTokenizer::bert() { return std::make_unique<Bert>(); }
std::unique_ptr<PreTokenizer> PreTokenizer::whitespace() { return std::make_unique<Whitespace>(); }
std::unique_ptr<PreTokenizer> PreTokenizer::whitespace_split() {
  return std::make_unique<CharacterSplit>(hub::is_space, SplitBehavior::removed);
}
std::unique_ptr<PreTokenizer> PreTokenizer::punctuation(SplitBehavior behavior) {
  return std::make_unique<CharacterSplit>(hub::is_punctuation, behavior);
}
std::unique_ptr<PreTokenizer> PreTokenizer::digits(bool individual) {
  return std::make_unique<CharacterSplit>(hub::is_number, individual ? SplitBehavior::isolated : SplitBehavior::contiguous);
}
std::unique_ptr<PreTokenizer> PreTokenizer::delimiter(std::string character) {
  return std::make_unique<Split>(SplitPattern::literal(std::move(character)), SplitBehavior::removed, false);
}
std::unique_ptr<PreTokenizer> PreTokenizer::fixed_length(std::size_t characters) {
  return std::make_unique<FixedLength>(characters);
}
std::unique_ptr<PreTokenizer> PreTokenizer::split(std::unique_ptr<SplitPattern> pattern, SplitBehavior behavior,
                                                  bool invert) {
  return std::make_unique<Split>(std::move(pattern), behavior, invert);
}
std::unique_ptr<PreTokenizer> PreTokenizer::byte_level(const ByteLevel& options) {
  return std::make_unique<klinker::ByteLevel>(options);
}
std::unique_ptr<PreTokenizer> PreTokenizer::metaspace(const Metaspace& options) {
  return std::make_unique<klinker::Metaspace>(options);
}

}  // namespace klinker
