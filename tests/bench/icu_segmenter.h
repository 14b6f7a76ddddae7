#pragma once

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "klinker/tokenize/token.h"

namespace klinker::bench {

/// What an application that holds UTF-8 does with ICU: one iterator of each kind for Dutch, used again for every document;
/// boundaries kept as tokens and sentences, as the tokenizer keeps them, white space left out. ICU reads UTF-8 itself, or
/// UTF-16 after a conversion that counts as work (places are then not bytes).
class IcuSegmenter {
 public:
  enum class Reads { utf8, utf16 };

  IcuSegmenter(Reads reads, bool sentences) : reads_(reads) {
    UErrorCode status = U_ZERO_ERROR;
    words_.reset(icu::BreakIterator::createWordInstance(icu::Locale("nl"), status));
    if (sentences) sentences_.reset(icu::BreakIterator::createSentenceInstance(icu::Locale("nl"), status));
    require(status);
  }

  /// Tokens and sentences (their spans alone); the same memory from call to call.
  const Tokenization& segment(std::string_view document) {
    result_.tokens.clear();
    result_.sentences.clear();
    UErrorCode status = U_ZERO_ERROR;
    if (reads_ == Reads::utf8) {
      utf8_ = utext_openUTF8(utf8_, document.data(), static_cast<std::int64_t>(document.size()), &status);
      words_->setText(utf8_, status);
      if (sentences_) sentences_->setText(utf8_, status);
    } else {
      utf16_ = icu::UnicodeString::fromUTF8(icu::StringPiece(document.data(), static_cast<std::int32_t>(document.size())));
      words_->setText(utf16_);
      if (sentences_) sentences_->setText(utf16_);
    }
    require(status);
    each_segment(*words_, [&](std::size_t start, std::size_t end) {
      if (!begins_with_space(document, start))
        result_.tokens.push_back(
            {{start, end}, words_->getRuleStatus() >= UBRK_WORD_NONE_LIMIT ? TokenType::word : TokenType::punctuation});
    });
    if (sentences_)
      each_segment(*sentences_, [&](std::size_t start, std::size_t end) {
        result_.sentences.push_back({{start, end}, 0, 0});
      });
    return result_;
  }

  ~IcuSegmenter() { utext_close(utf8_); }
  IcuSegmenter(const IcuSegmenter&) = delete;
  IcuSegmenter& operator=(const IcuSegmenter&) = delete;

 private:
  static void require(UErrorCode status) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
  }

  template <typename Use>
  static void each_segment(icu::BreakIterator& iterator, Use use) {
    std::int32_t start = iterator.first();
    for (std::int32_t end = iterator.next(); end != icu::BreakIterator::DONE; start = end, end = iterator.next())
      use(static_cast<std::size_t>(start), static_cast<std::size_t>(end));
  }

  bool begins_with_space(std::string_view document, std::size_t at) const {
    const char16_t c =
        reads_ == Reads::utf8 ? static_cast<unsigned char>(document[at]) : utf16_[static_cast<std::int32_t>(at)];
    return c <= ' ' || c == 0xA0;
  }

  Reads reads_;
  std::unique_ptr<icu::BreakIterator> words_, sentences_;
  UText* utf8_ = nullptr;
  icu::UnicodeString utf16_;
  Tokenization result_;
};

}  // namespace klinker::bench
