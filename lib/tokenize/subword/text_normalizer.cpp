#include "text_normalizer.h"

#include <algorithm>

#include "byte_level.h"
#include "charsmap.h"
#include "hub_characters.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

using Change = AlignedText::Change;

// Calls `change(character, at, end)` for every character from the first that `concerns`; what is before it is copied.
template <class Concerns, class Rewrite>
void rewrite_from_first(AlignedText& text, Concerns concerns, Rewrite rewrite) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    if (!concerns(next_code_point(text.text(), at))) continue;
    text.start();
    text.copy(0, start);
    for (at = start; at < text.size();) {
      const std::size_t begin = at;
      const char32_t c = next_code_point(text.text(), at);
      if (concerns(c)) rewrite(c, begin);
      else text.copy(begin, at);
    }
    text.finish();
    return;
  }
}

template <class Drop>
void drop_if(AlignedText& text, Drop drop) {
  rewrite_from_first(text, drop, [](char32_t, std::size_t) {});
}

void make_plain_space(AlignedText& text, bool (*is_space)(char32_t)) {
  rewrite_from_first(
      text, [&](char32_t c) { return c != ' ' && is_space(c); }, [&](char32_t, std::size_t at) { text.put(" ", at); });
}

void to_form(AlignedText& text, UnicodeForm form) {
  if (is_settled(text.text(), form)) return;
  std::vector<Change> changes;
  normal_form(text.text(), form, changes);
  text.transform(changes);
}

std::size_t utf8_size(char32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

void lower(AlignedText& text) {
  char* const bytes = text.data();
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      if (bytes[at] >= 'A' && bytes[at] <= 'Z') bytes[at] = static_cast<char>(bytes[at] + 32);
      ++at;
      continue;
    }
    const std::size_t start = at;
    const char32_t c = next_code_point(text.text(), at);
    const auto small = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
    if (small == c) continue;
    if (c == 0x130 || utf8_size(small) != at - start) break;  // what follows does not fit in its place
    std::string changed;
    append_utf8(changed, small);
    std::copy(changed.begin(), changed.end(), bytes + start);
  }
  rewrite_from_first(
      text, [](char32_t c) { return u_tolower(static_cast<UChar32>(c)) != static_cast<UChar32>(c); },
      [&](char32_t c, std::size_t at) {
        const AlignedText::Origin origin = text.origin(at);
        text.put(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))), origin);
        if (c == 0x130) text.put(0x307, origin);
      });
}

class Bert final : public TextNormalizer {
 public:
  explicit Bert(const TextNormalizer::Bert& options) : options_(options) {}

  void apply(AlignedText& text) const override {
    if (options_.clean_text) clean(text);
    if (options_.handle_chinese_chars)
      rewrite_from_first(text, hub::is_ideograph, [&](char32_t c, std::size_t at) {
        const AlignedText::Origin origin = text.origin(at);
        text.put(" ", origin);
        text.put(c, origin);
        text.put(" ", origin);
      });
    if (options_.strip_accents.value_or(options_.lowercase)) {
      to_form(text, UnicodeForm::nfd);
      drop_if(text, hub::is_nonspacing_mark);
    }
    if (options_.lowercase) lower(text);
  }

 private:
  static void clean(AlignedText& text) {
    const std::string_view bytes = text.text();
    if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c < 0x7F; })) return;
    drop_if(text,
            [](char32_t c) { return c == 0 || c == 0xFFFD || (c != '\t' && c != '\n' && c != '\r' && hub::is_other(c)); });
    make_plain_space(text, [](char32_t c) { return hub::is_space(c); });
  }

  TextNormalizer::Bert options_;
};

class Form final : public TextNormalizer {
 public:
  explicit Form(UnicodeForm form) : form_(form) {}
  void apply(AlignedText& text) const override { to_form(text, form_); }

 private:
  UnicodeForm form_;
};

// The steps that have no options.
class Plain final : public TextNormalizer {
 public:
  explicit Plain(void (*step)(AlignedText&)) : step_(step) {}
  void apply(AlignedText& text) const override { step_(text); }

 private:
  void (*step_)(AlignedText&);
};

void nmt_step(AlignedText& text) {
  drop_if(text, [](char32_t c) {
    return (c >= 1 && c <= 8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F;
  });
  make_plain_space(text, [](char32_t c) {
    return c == 9 || c == 0xA || c == 0xC || c == 0xD || c == 0x1680 || (c >= 0x200B && c <= 0x200F) || c == 0x2028 ||
           c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
  });
}

class Strip final : public TextNormalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}

  void apply(AlignedText& text) const override {
    const std::string_view bytes = text.text();
    std::size_t start = 0, end = bytes.size();
    for (std::size_t at = 0; left_ && at < end && hub::is_space(next_code_point(bytes, at));) start = at;
    for (std::size_t at = end; right_ && at > start && hub::is_space(previous_code_point(bytes, at));) end = at;
    if (start == 0 && end == bytes.size()) return;
    text.start();
    text.copy(start, end);
    text.finish();
  }

 private:
  bool left_, right_;
};

class Prepend final : public TextNormalizer {
 public:
  explicit Prepend(std::string prefix) : prefix_(std::move(prefix)) {}

  void apply(AlignedText& text) const override {
    if (text.empty()) return;
    text.start();
    text.put(prefix_, std::size_t{0});
    text.copy(0, text.size());
    text.finish();
  }

 private:
  std::string prefix_;
};

class Replace final : public TextNormalizer {
 public:
  Replace(std::unique_ptr<SplitPattern> pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void apply(AlignedText& text) const override {
    std::vector<Span> matches;
    if (!text.empty()) pattern_->find(text.text(), matches);
    if (matches.empty()) return;
    text.start();
    std::size_t done = 0;
    for (const Span match : matches) {
      text.copy(done, match.start);
      text.put(content_, match.end == 0 ? AlignedText::Origin{} : text.origin(match.end - 1));
      done = match.end;
    }
    text.copy(done, text.size());
    text.finish();
  }

 private:
  std::unique_ptr<SplitPattern> pattern_;
  std::string content_;
};

class Precompiled final : public TextNormalizer {
 public:
  Precompiled(std::string charsmap, const std::string& where) : map_(std::move(charsmap), where) {}

  void apply(AlignedText& text) const override {
    std::vector<Change> changes;
    if (map_.apply(text.text(), changes)) text.transform(changes);
  }

 private:
  Charsmap map_;
};

class Sequence final : public TextNormalizer {
 public:
  explicit Sequence(std::vector<std::unique_ptr<TextNormalizer>> steps) : steps_(std::move(steps)) {}
  void apply(AlignedText& text) const override {
    for (const auto& step : steps_) step->apply(text);
  }

 private:
  std::vector<std::unique_ptr<TextNormalizer>> steps_;
};

}  // namespace

void map_bytes(AlignedText& text, std::size_t from, std::size_t to) {
  for (std::size_t at = from; at < to; ++at)
    text.put(byte_character(static_cast<unsigned char>(text.text()[at])), text.origin(at));
}

std::unique_ptr<TextNormalizer> TextNormalizer::bert(const Bert& options) {
  return std::make_unique<klinker::Bert>(options);
}
std::unique_ptr<TextNormalizer> TextNormalizer::unicode(UnicodeForm form) { return std::make_unique<Form>(form); }
std::unique_ptr<TextNormalizer> TextNormalizer::lowercase() { return std::make_unique<Plain>(lower); }
std::unique_ptr<TextNormalizer> TextNormalizer::strip_accents() {
  return std::make_unique<Plain>([](AlignedText& text) { drop_if(text, hub::is_mark); });
}
std::unique_ptr<TextNormalizer> TextNormalizer::strip(bool left, bool right) { return std::make_unique<Strip>(left, right); }
std::unique_ptr<TextNormalizer> TextNormalizer::nmt() { return std::make_unique<Plain>(nmt_step); }
std::unique_ptr<TextNormalizer> TextNormalizer::prepend(std::string prefix) {
  return std::make_unique<Prepend>(std::move(prefix));
}
std::unique_ptr<TextNormalizer> TextNormalizer::replace(std::unique_ptr<SplitPattern> pattern, std::string content) {
  return std::make_unique<Replace>(std::move(pattern), std::move(content));
}
std::unique_ptr<TextNormalizer> TextNormalizer::byte_level() {
  return std::make_unique<Plain>([](AlignedText& text) {
    text.start();
    map_bytes(text, 0, text.size());
    text.finish();
  });
}
std::unique_ptr<TextNormalizer> TextNormalizer::precompiled(std::string charsmap, const std::string& where) {
  return std::make_unique<Precompiled>(std::move(charsmap), where);
}
std::unique_ptr<TextNormalizer> TextNormalizer::sequence(std::vector<std::unique_ptr<TextNormalizer>> steps) {
  return std::make_unique<Sequence>(std::move(steps));
}

}  // namespace klinker
