#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "klinker/corpus/record.h"
#include "klinker/tokenize/tokenizer.h"

namespace klinker::tools {

/// Tokenises records as the options of the command say: words, sentences or both may be known.
class TextReader {
 public:
  TextReader(std::shared_ptr<const Tokenizer> tokenizer, bool pretokenized, bool sentence_per_line)
      : tokenizer_(std::move(tokenizer)), pretokenized_(pretokenized), sentence_per_line_(sentence_per_line) {}

  void read(const Record& record, Tokenization& result) const;
  void read(std::string_view text, Tokenization& result) const;

 private:
  std::shared_ptr<const Tokenizer> tokenizer_;
  bool pretokenized_, sentence_per_line_;
};

}  // namespace klinker::tools
