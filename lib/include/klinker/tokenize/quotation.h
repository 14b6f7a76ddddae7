#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"
#include "klinker/tokenize/token.h"

namespace klinker {

/// Direct speech or another stretch between quotation marks, the marks included: [first_token, last_token) of the
/// tokenisation. It may run over the ends of sentences, and hold other quotations.
struct Quotation {
  Span span;
  std::size_t first_token = 0;
  std::size_t last_token = 0;

  friend bool operator==(const Quotation&, const Quotation&) = default;
};

/// The quotations of a text, by their start. Marks are “ ” „ ” „ “ ” ” ‘ ’ ‚ ’ « » » « ‹ › " ' ,, '' and `` ''; both must
/// stand in one paragraph, at most 1000 tokens apart. What is not closed is no quotation.
std::vector<Quotation> find_quotations(std::string_view text, const Tokenization& tokenization);

}  // namespace klinker
