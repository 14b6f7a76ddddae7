#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "klinker/tokenize/token.h"
#include "summarize/document_reader.h"

namespace klinker {

/// A content word in one of its forms: stems and the parts of compounds have numbers of their own.
struct Term {
  std::uint32_t number = 0;  // from 0, by first occurrence
  float weight = 0;          // how much it tells, in this document; more for rare words and for those that come back
};

/// What the sentences of a document speak of. Inflected forms of a word are one term, and compounds share their parts with
/// other words ("gemeenteraad", "raad"); how rare a word is in Dutch comes from the normaliser's counts. Words without a
/// letter, and the commonest words, are no terms.
class TermVectors {
 public:
  /// `folded`: the document as fold_for_matching makes it. Time linear in it.
  TermVectors(std::string_view folded, const DocumentParts& parts);

  /// The different terms of a sentence, by number.
  std::span<const Term> of_sentence(std::size_t sentence) const {
    return std::span(terms_).subspan(starts_[sentence], starts_[sentence + 1] - starts_[sentence]);
  }

  /// Those of a heading; none for DocumentBlock::kNoHeading.
  std::span<const Term> of_heading(std::size_t heading) const {
    return heading < headings_.size() ? std::span<const Term>(headings_[heading]) : std::span<const Term>();
  }

  std::size_t terms() const { return counts_.size(); }

  /// In how many sentences a term occurs.
  std::uint32_t count(std::uint32_t term) const { return counts_[term]; }

 private:
  std::vector<Term> terms_;
  std::vector<std::size_t> starts_{0};
  std::vector<std::uint32_t> counts_;
  std::vector<std::vector<Term>> headings_;
};

}  // namespace klinker
