#include "count.h"

#include <functional>
#include <map>

namespace klinker::tools {
namespace {

constexpr std::size_t kMostDifferent = 5'000'000;  // in a thread; text that never repeats itself must not fill the memory

}  // namespace

void Counts::Part::add(std::string_view text, const Tokenization& result) {
  sentences_ += result.sentences.size();
  for (const Token& token : result.tokens) {
    ++tokens_[static_cast<std::uint8_t>(token.type)];
    if (different_.size() < kMostDifferent) different_.insert(std::hash<std::string_view>()(token.span.of(text)));
  }
}

std::shared_ptr<Counts::Part> Counts::add_part(std::shared_ptr<const Tokenizer> tokenizer) {
  const std::lock_guard lock(mutex_);
  tokenizer_ = std::move(tokenizer);
  return parts_.emplace_back(std::make_shared<Part>());
}

std::string Counts::to_text() const {
  std::size_t sentences = 0, all = 0;
  std::map<std::string, std::size_t> by_type;
  std::unordered_set<std::uint64_t> different;
  bool full = false;
  for (const auto& part : parts_) {
    sentences += part->sentences_;
    different.insert(part->different_.begin(), part->different_.end());
    full |= part->different_.size() == kMostDifferent;
    for (std::size_t i = 0; i < part->tokens_.size(); ++i) {
      if (part->tokens_[i] == 0) continue;
      all += part->tokens_[i];
      by_type[std::string(tokenizer_->type_name(static_cast<TokenType>(i)))] += part->tokens_[i];
    }
  }
  std::string out = "sentences\t" + std::to_string(sentences) + "\ntokens\t" + std::to_string(all) + "\ndifferent tokens\t" +
                    (full ? "at least " : "") + std::to_string(different.size()) + '\n';
  for (const auto& [name, count] : by_type) out += name + '\t' + std::to_string(count) + '\n';
  return out;
}

}  // namespace klinker::tools
