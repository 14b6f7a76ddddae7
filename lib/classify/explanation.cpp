#include "klinker/classify/explanation.h"

#include <algorithm>
#include <string>

#include "klinker/error.h"
#include "readable_part.h"

namespace klinker {
namespace {

constexpr std::size_t kMaxSpans = 256;
constexpr std::size_t kBatchBytes = 256u << 10;  // of text made by leaving out words, in memory at one time

bool is_word(TokenType type) { return type != TokenType::punctuation && type != TokenType::symbol; }

std::vector<Span> word_spans(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<Span> words;
  for (const Token& token : tokenizer.tokenize(text).tokens)
    if (is_word(token.type)) words.push_back(token.span);
  if (words.size() <= kMaxSpans) return words;
  std::vector<Span> groups;
  const std::size_t size = (words.size() + kMaxSpans - 1) / kMaxSpans;
  for (std::size_t i = 0; i < words.size(); i += size)
    groups.push_back({words[i].start, words[std::min(i + size, words.size()) - 1].end});
  return groups;
}

}  // namespace

std::vector<Explanation> explain(const TextClassifier& classifier, const Tokenizer& tokenizer, std::string_view text,
                                 std::size_t label, std::string_view second) {
  if (label >= classifier.labels().size())
    throw Error(ErrorCode::wrong_value, "there is no label with this number to explain");
  text = readable_part(text);
  const TextPair pair = {text, second};
  const double whole = classifier.predict({&pair, 1}).front().scores[label];
  const std::vector<Span> spans = word_spans(tokenizer, text);
  std::vector<Explanation> out;
  std::vector<std::string> variants;
  std::size_t bytes = 0;
  const auto flush = [&] {
    std::vector<TextPair> pairs;
    for (const std::string& variant : variants) pairs.push_back({variant, second});
    for (const Prediction& prediction : classifier.predict(pairs))
      out.push_back({spans[out.size()], whole - prediction.scores[label]});
    variants.clear();
    bytes = 0;
  };
  for (const Span span : spans) {
    // The space after the word goes with it; otherwise two spaces would meet.
    const std::size_t resume = span.end < text.size() && text[span.end] == ' ' ? span.end + 1 : span.end;
    variants.push_back(std::string(text.substr(0, span.start)).append(text.substr(resume)));
    bytes += text.size();
    if (bytes >= kBatchBytes) flush();
  }
  flush();
  return out;
}

}  // namespace klinker
