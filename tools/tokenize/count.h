#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "klinker/tokenize/tokenizer.h"

namespace klinker::tools {

/// How much there is of what in all records. Every thread counts in a part of its own.
class Counts {
 public:
  class Part {
   public:
    void add(std::string_view text, const Tokenization& result);

   private:
    friend class Counts;
    std::size_t sentences_ = 0;
    std::array<std::size_t, 256> tokens_{};        // by type
    std::unordered_set<std::uint64_t> different_;  // hashes of tokens: words would take more memory
  };

  std::shared_ptr<Part> add_part(std::shared_ptr<const Tokenizer> tokenizer);

  /// Lines of name TAB number: sentences, tokens, different tokens, and tokens of each type that there is.
  std::string to_text() const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::vector<std::shared_ptr<Part>> parts_;
};

}  // namespace klinker::tools
