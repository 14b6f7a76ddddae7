#include "klinker/tokenize/quotation.h"

#include <algorithm>

namespace klinker {
namespace {

constexpr std::size_t kReach = 1000;  // tokens
constexpr std::size_t kDepth = 8;     // quotations in quotations

// A mark, and the marks that it can close, which are also in this table. One that can close itself stands at both ends.
struct Mark {
  std::string_view form;
  std::string_view closes;  // separated by spaces
  bool opens;
};
constexpr Mark kMarks[] = {{"\"", "\"", true}, {"'", "'", true},       {"“", "„", true},    {"”", "“ „ ”", true},
                           {"„", "", true},    {"‘", "‚", true},       {"’", "‘ ‚", false}, {"‚", "", true},
                           {"«", "»", true},   {"»", "«", true},       {"‹", "›", true},    {"›", "‹", true},
                           {",,", "", true},   {"''", ",, ``", false}, {"``", "", true}};

const Mark* find_mark(std::string_view token) {
  if (token.size() > 3) return nullptr;
  const auto* mark = std::find_if(std::begin(kMarks), std::end(kMarks), [&](const Mark& m) { return m.form == token; });
  return mark == std::end(kMarks) ? nullptr : mark;
}

class QuotationFinder {
 public:
  QuotationFinder(std::string_view text, const std::vector<Token>& tokens) : text_(text), tokens_(tokens) {}

  std::vector<Quotation> find() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (i > 0 && begins_paragraph(i)) open_.clear();
      if (tokens_[i].type != TokenType::punctuation && tokens_[i].type != TokenType::symbol) continue;
      if (const Mark* mark = find_mark(tokens_[i].span.of(text_))) take(*mark, i);
    }
    std::erase_if(found_, [](const Quotation& quotation) { return quotation.last_token == 0; });
    return std::move(found_);
  }

 private:
  struct Open {
    std::string_view form;
    std::size_t found;  // its place among the results, which is filled in when it is closed
  };

  bool begins_paragraph(std::size_t i) const {
    const Span gap = {tokens_[i - 1].span.end, tokens_[i].span.start};
    if (gap.size() < 2) return false;
    const auto between = gap.of(text_);
    return std::count(between.begin(), between.end(), '\n') > 1;
  }

  // Whether a token touches the one before it; a bracket or dash there says nothing about a quotation mark.
  bool glued_left(std::size_t i) const {
    if (i == 0 || tokens_[i - 1].span.end != tokens_[i].span.start) return false;
    constexpr std::string_view kOpeners[] = {"(", "[", "{", ":", "-", "–", "—", "/"};
    return std::find(std::begin(kOpeners), std::end(kOpeners), tokens_[i - 1].span.of(text_)) == std::end(kOpeners);
  }
  bool glued_right(std::size_t i) const {
    return i + 1 < tokens_.size() && tokens_[i + 1].span.start == tokens_[i].span.end;
  }

  void take(const Mark& mark, std::size_t i) {
    const bool left = glued_left(i), right = glued_right(i);
    const bool opens = mark.opens && right && !left;
    if (!opens) {
      for (std::size_t n = open_.size(); n-- > 0;) {
        Quotation& quotation = found_[open_[n].found];
        if (i - quotation.first_token > kReach || mark.closes.find(open_[n].form) == std::string_view::npos) continue;
        quotation.span.end = tokens_[i].span.end;
        quotation.last_token = i + 1;
        open_.resize(n);  // what was opened inside and not closed is none
        return;
      }
    }
    if (!mark.opens || (left && !right)) return;
    std::erase_if(open_, [&](const Open& open) { return open.form == mark.form; });
    if (open_.size() == kDepth) open_.erase(open_.begin());
    open_.push_back({mark.form, found_.size()});
    found_.push_back({tokens_[i].span, i, 0});
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  std::vector<Open> open_;
  std::vector<Quotation> found_;
};

}  // namespace

std::vector<Quotation> find_quotations(std::string_view text, const Tokenization& tokenization) {
  return QuotationFinder(text, tokenization.tokens).find();
}

}  // namespace klinker
