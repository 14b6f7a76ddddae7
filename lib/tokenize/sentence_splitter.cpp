#include "sentence_splitter.h"

#include <algorithm>

#include "characters.h"

namespace klinker {
namespace {

constexpr std::string_view kEllipsis = "…";

bool is_any_of(std::string_view token, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), token) != set.end();
}

bool begins_with_digit(TokenType type) {
  return type == TokenType::number || type == TokenType::date || type == TokenType::time || type == TokenType::phone;
}

}  // namespace

void SentenceSplitter::split(std::vector<Sentence>& sentences) {
  SentenceEndFeatures features(text_, tokens_);
  SentenceEndFeatures::History history;
  std::size_t first = 0;
  bool terminal = false;  // the tokens so far end in closing punctuation, perhaps with quotes and brackets behind it
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const bool flattened = in_flattened_line(i);
    if (!flattened && !terminal) i = skip_plain(i);
    terminal = is_terminal(i) || (terminal && closes(i));
    follow_quotation(i);
    if (i + 1 < tokens_.size() && !ends_after(i, terminal)) {
      if (!flattened || !features.is_candidate(i) || !model().ends(features, i, history)) continue;
      history.end_sentence(i, false);
    } else {
      history.end_sentence(i, true);
    }
    sentences.push_back({{tokens_[first].span.start, tokens_[i].span.end}, first, i + 1});
    first = i + 1;
    terminal = false;
  }
}

// A line of four thousand bytes holds some thirty sentences: paragraphs are shorter.
bool SentenceSplitter::in_flattened_line(std::size_t index) {
  constexpr std::size_t kFlattened = 4000;
  const std::size_t start = tokens_[index].span.start;
  if (index == 0 || start >= line_end_) {
    line_end_ = text_.size() < kFlattened ? text_.size() : std::min(text_.find('\n', start), text_.size());
    flattened_ = line_end_ - start >= kFlattened;
  }
  return flattened_;
}

// The first token from `index` on that can be the end of a sentence by the rules, or that opens or closes a quotation. Most
// tokens are passed over here.
std::size_t SentenceSplitter::skip_plain(std::size_t index) const {
  for (const Token* token = &tokens_[index]; index + 1 < tokens_.size(); ++index, ++token) {
    if (token->type == TokenType::abbreviation || token->type == TokenType::initial) break;
    if (token->type == TokenType::punctuation) {
      const char mark = text_[token->span.start];
      if (mark == '.' || mark == '!' || mark == '?' || mark == '"' || mark == kEllipsis.front()) break;
    }
    const std::size_t end = token->span.end, next = token[1].span.start;
    if (next != end && (next != end + 1 || text_[end] != ' ')) break;
  }
  return index;
}

// Straight quotes that touch nothing open and close in turn.
void SentenceSplitter::follow_quotation(std::size_t index) {
  if (token(index) != "\"") return;
  const bool left = index > 0 && glued(index), right = index + 1 < tokens_.size() && glued(index + 1);
  const bool opens = left == right ? !in_quotation(index) : right;
  quotation_ = opens ? index : kNone;
}

bool SentenceSplitter::in_quotation(std::size_t index) const {
  constexpr std::size_t kLongest = 150;  // tokens: a quote without its partner must not turn all that follow
  return quotation_ != kNone && index - quotation_ <= kLongest;
}

bool SentenceSplitter::ends_after(std::size_t index, bool terminal) const {
  const std::size_t next = index + 1;
  const std::string_view gap = text_.substr(tokens_[index].span.end, tokens_[next].span.start - tokens_[index].span.end);
  if (!terminal && (gap.empty() || gap == " ")) return false;  // most places
  const auto line_ends = std::count(gap.begin(), gap.end(), '\n');
  if (line_ends > 1) return true;
  const bool bullet = is_any_of(token(next), {"-", "*", "•", "–"});
  if (line_ends == 1 && (tables_.profile != TokenizerProfile::standard || terminal || bullet)) return true;
  if (!terminal || closes(next)) return false;

  const Token& last = tokens_[index];
  if (is_lower_at(text_, tokens_[next].span.start) || is_any_of(token(next), {",", ";", ":"})) return false;
  if (gap.empty()) return last.type == TokenType::punctuation && is_upper_at(text_, tokens_[next].span.start);

  if (last.type == TokenType::abbreviation) {
    const auto entry = tables_.abbreviations.find(ascii_lower(token(index)));
    // A pattern of the user's own may call anything an abbreviation.
    const Follows follows = entry == tables_.abbreviations.end() ? Follows::any : entry->second;
    if (follows == Follows::any) return !begins_with_digit(tokens_[next].type);
    return follows == Follows::inside && is_starter(next) && !name_goes_on(next);
  }
  if (last.type == TokenType::initial) return is_starter(next) && !name_goes_on(next);
  if (is_any_of(token(index), {"...", kEllipsis, ".."})) return is_upper_at(text_, tokens_[next].span.start);
  return true;
}

bool SentenceSplitter::is_terminal(std::size_t index) const {
  const Token& last = tokens_[index];
  if (last.type == TokenType::abbreviation || last.type == TokenType::initial) return true;
  if (last.type != TokenType::punctuation) return false;
  const char first = text_[last.span.start];
  return first == '.' || first == '!' || first == '?' || token(index) == kEllipsis;
}

// A quotation mark or bracket that belongs to what stands before it.
bool SentenceSplitter::closes(std::size_t index) const {
  const std::string_view mark = token(index);
  if (is_any_of(mark, {")", "]", "}", "”", "’", "''", "»", "›"})) return true;
  if (!is_any_of(mark, {"\"", "'"}) || index == 0) return false;
  const bool right = index + 1 < tokens_.size() && glued(index + 1);
  return !right && (glued(index) || (mark == "\"" && in_quotation(index)));
}

bool SentenceSplitter::is_starter(std::size_t index) const {
  return tables_.sentence_starters.find(token(index)) != tables_.sentence_starters.end();
}

// "A. De Vries", "o.a. De Telegraaf": a capital behind the starter makes it part of a name.
bool SentenceSplitter::name_goes_on(std::size_t index) const {
  return index + 1 < tokens_.size() && is_upper_at(text_, tokens_[index + 1].span.start);
}

}  // namespace klinker
