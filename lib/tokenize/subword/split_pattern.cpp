#include "split_pattern.h"

#include <unicode/uregex.h>
#include <unicode/utext.h>

#include <array>
#include <limits>
#include <optional>

#include "hub_characters.h"
#include "klinker/error.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

class Literal final : public SplitPattern {
 public:
  explicit Literal(std::string text) : text_(std::move(text)) {}

  void find(std::string_view text, std::vector<Span>& matches) const override {
    matches.clear();
    for (std::size_t at = 0; (at = text.find(text_, at)) != std::string_view::npos; at += text_.size())
      matches.push_back({at, at + text_.size()});
  }

 private:
  std::string text_;
};

enum class Kind : std::uint8_t { letter, number, space, other };

struct Sign {
  Kind kind;
  std::uint8_t size;
};

Sign sign_at(std::string_view text, std::size_t at) {
  const char byte = text[at];
  if (static_cast<unsigned char>(byte) < 0x80) {
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) return {Kind::letter, 1};
    if (byte >= '0' && byte <= '9') return {Kind::number, 1};
    return {byte == ' ' || (byte >= '\t' && byte <= '\r') ? Kind::space : Kind::other, 1};
  }
  std::size_t end = at;
  const char32_t c = next_code_point(text, end);
  const auto size = static_cast<std::uint8_t>(end - at);
  if (hub::is_letter(c)) return {Kind::letter, size};
  if (hub::is_number(c)) return {Kind::number, size};
  return {hub::is_space(c) ? Kind::space : Kind::other, size};
}

std::size_t run_end(std::string_view text, std::size_t at, Kind kind,
                    std::size_t most = std::numeric_limits<std::size_t>::max()) {
  for (; at < text.size() && most > 0; --most) {
    const Sign sign = sign_at(text, at);
    if (sign.kind != kind) break;
    at += sign.size;
  }
  return at;
}

// "\s+(?!\S)|\s+": spaces without the last one, where something else follows.
std::size_t spaces_end(std::string_view text, std::size_t at) {
  const std::size_t end = run_end(text, at, Kind::space);
  if (end == text.size()) return end;
  std::size_t last = end;
  previous_code_point(text, last);
  return last > at ? last : end;
}

// "'s|'t|'re|'ve|'m|'ll|'d", or nothing.
std::size_t contraction_end(std::string_view text, std::size_t at, bool any_case) {
  if (text[at] != '\'') return at;
  const auto letter = [&](std::size_t place) {
    const char c = place < text.size() ? text[place] : ' ';
    return any_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  };
  const char first = letter(at + 1), second = letter(at + 2);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return at + 2;
  if (((first == 'r' || first == 'v') && second == 'e') || (first == 'l' && second == 'l')) return at + 3;
  // The long s is an s of another case.
  return any_case && text.substr(at + 1, 2) == "\xC5\xBF" ? at + 3 : at;
}

class Gpt2 final : public SplitPattern {
 public:
  void find(std::string_view text, std::vector<Span>& matches) const override {
    matches.clear();
    for (std::size_t at = 0; at < text.size(); at = matches.back().end) matches.push_back({at, match_end(text, at)});
  }

 private:
  static std::size_t match_end(std::string_view text, std::size_t at) {
    if (const std::size_t end = contraction_end(text, at, false); end > at) return end;
    const std::size_t start = text[at] == ' ' && at + 1 < text.size() ? at + 1 : at;
    const Kind kind = sign_at(text, start).kind;
    return kind == Kind::space ? spaces_end(text, at) : run_end(text, start, kind);
  }
};

// The family of GPT-4's pattern; they differ in how many digits go together.
class Gpt4 final : public SplitPattern {
 public:
  explicit Gpt4(std::size_t digits) : digits_(digits) {}

  void find(std::string_view text, std::vector<Span>& matches) const override {
    matches.clear();
    for (std::size_t at = 0; at < text.size(); at = matches.back().end) matches.push_back({at, match_end(text, at)});
  }

 private:
  std::size_t match_end(std::string_view text, std::size_t at) const {
    if (const std::size_t end = contraction_end(text, at, true); end > at) return end;
    const Sign sign = sign_at(text, at);
    if (sign.kind == Kind::letter) return run_end(text, at, Kind::letter);
    if (sign.kind == Kind::number) return run_end(text, at, Kind::number, digits_);
    const std::size_t next = at + sign.size;
    const Kind following = next < text.size() ? sign_at(text, next).kind : Kind::space;
    if (!is_line_end(text[at]) && following == Kind::letter) return run_end(text, next, Kind::letter);
    if (sign.kind == Kind::other || (text[at] == ' ' && following == Kind::other)) {
      std::size_t end = run_end(text, sign.kind == Kind::other ? at : next, Kind::other);
      while (end < text.size() && is_line_end(text[end])) ++end;
      return end;
    }
    std::size_t end = run_end(text, at, Kind::space);
    while (end > at && !is_line_end(text[end - 1])) --end;
    return end > at ? end : spaces_end(text, at);
  }
  static bool is_line_end(char c) { return c == '\r' || c == '\n'; }

  std::size_t digits_;
};

// The expression with what Oniguruma, which the original uses, calls a word character: no invisible joiner, and outside of
// brackets the superscripts and fractions of Latin-1 as well.
std::string for_icu(std::string_view pattern) {
  constexpr std::string_view kWord = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})", kLatin = R"(\u00B2\u00B3\u00B9\u00BC-\u00BE)";
  std::string out;
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const char next = c == '\\' && i + 1 < pattern.size() ? pattern[i + 1] : ' ';
    if (next == 'w' || next == 'W') {
      ((((out += next == 'W' ? "[^" : "[") += kWord) += depth == 0 ? kLatin : "") += ']');
      ++i;
    } else if (c == '\\') {
      out += pattern.substr(i++, 2);
    } else {
      depth += c == '[' ? 1 : c == ']' && depth > 0 ? -1 : 0;
      out += c;
    }
  }
  return out;
}

class IcuRegex final : public SplitPattern {
 public:
  IcuRegex(const std::string& pattern, const std::string& where) {
    UErrorCode status = U_ZERO_ERROR;
    UText text = UTEXT_INITIALIZER;
    const std::string translated = for_icu(pattern);
    utext_openUTF8(&text, translated.data(), static_cast<std::int64_t>(translated.size()), &status);
    regex_.reset(uregex_openUText(&text, 0, nullptr, &status));
    utext_close(&text);
    if (U_FAILURE(status) || !regex_)
      throw Error(ErrorCode::unsupported, where + ": its regular expression is not one that this version can read");
  }

  void find(std::string_view text, std::vector<Span>& matches) const override {
    matches.clear();
    UErrorCode status = U_ZERO_ERROR;
    const Handle regex(uregex_clone(regex_.get(), &status));
    UText utf8 = UTEXT_INITIALIZER;
    utext_openUTF8(&utf8, text.data(), static_cast<std::int64_t>(text.size()), &status);
    uregex_setUText(regex.get(), &utf8, &status);
    std::size_t steps = kSteps + text.size() / 1000;
    uregex_setMatchCallback(regex.get(), go_on, &steps, &status);
    while (U_SUCCESS(status) && uregex_findNext(regex.get(), &status)) {
      const Span match = {static_cast<std::size_t>(uregex_start64(regex.get(), 0, &status)),
                          static_cast<std::size_t>(uregex_end64(regex.get(), 0, &status))};
      if (U_SUCCESS(status) && (!match.empty() || matches.empty() || matches.back().end != match.end))
        matches.push_back(match);
    }
    utext_close(&utf8);
    if (U_FAILURE(status))
      throw Error(ErrorCode::wrong_value, "the regular expression of the tokenizer takes too long on this text");
  }

 private:
  struct Close {
    void operator()(URegularExpression* regex) const { uregex_close(regex); }
  };
  using Handle = std::unique_ptr<URegularExpression, Close>;
  static constexpr std::size_t kSteps =
      10'000;  // for a short text; ICU asks after some ten thousand operations on one match

  static UBool U_CALLCONV go_on(const void* context, std::int32_t) {
    std::size_t& steps = *static_cast<std::size_t*>(const_cast<void*>(context));
    return steps > 0 && --steps > 0;
  }

  Handle regex_;
};

constexpr std::string_view kGpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kGpt4Start = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|)";
constexpr std::string_view kGpt4End = R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

}  // namespace

std::unique_ptr<SplitPattern> SplitPattern::literal(std::string text) {
  // A string of no bytes matches between all characters, which is what an expression without content does.
  if (text.empty()) return std::make_unique<IcuRegex>("(?:)", "");
  return std::make_unique<Literal>(std::move(text));
}

std::unique_ptr<SplitPattern> SplitPattern::gpt2() { return std::make_unique<Gpt2>(); }

std::unique_ptr<SplitPattern> SplitPattern::regex(const std::string& pattern, const std::string& where) {
  if (pattern == kGpt2) return gpt2();
  if (pattern.starts_with(kGpt4Start) && pattern.ends_with(kGpt4End) &&
      pattern.size() > kGpt4Start.size() + kGpt4End.size()) {
    const std::string_view digits =
        std::string_view(pattern).substr(kGpt4Start.size(), pattern.size() - kGpt4Start.size() - kGpt4End.size());
    if (digits == R"(\p{N}{1,3})") return std::make_unique<Gpt4>(3);
    if (digits == R"(\p{N})") return std::make_unique<Gpt4>(1);
    if (digits == R"(\p{N}+)") return std::make_unique<Gpt4>(std::numeric_limits<std::size_t>::max());
  }
  return std::make_unique<IcuRegex>(pattern, where);
}

}  // namespace klinker
