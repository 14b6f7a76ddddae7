#include "summarize/term_vectors.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "clinical/folded_text.h"
#include "summarize/term_reader.h"
#include "text/hash_table.h"

namespace klinker {
namespace {

/// Gives the words of one document their terms; each word is analysed once.
class Words {
 public:
  const std::vector<Term>& terms(std::string_view word) {
    const std::uint64_t hash = hash_of(word);
    if (const std::vector<Term>* found = words_.find(hash)) return *found;
    std::vector<Term> terms;
    for (const WordTerm& term : reader_.read(word)) terms.push_back({number(term.stem), term.rarity});
    return words_[hash] = std::move(terms);
  }
  std::size_t numbers() const { return numbers_.size(); }

 private:
  std::uint32_t number(std::string_view stem) {
    const std::uint64_t hash = hash_of(stem);
    if (const std::uint32_t* found = numbers_.find(hash)) return *found;
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    return numbers_[hash] = next;
  }

  TermReader reader_;
  HashTable<std::vector<Term>> words_;
  HashTable<std::uint32_t> numbers_;
};

// Each term once, with the largest of its weights.
void keep_each_once(std::vector<Term>& terms, std::size_t from) {
  const auto first = terms.begin() + static_cast<std::ptrdiff_t>(from);
  std::sort(first, terms.end(),
            [](const Term& a, const Term& b) { return a.number != b.number ? a.number < b.number : a.weight > b.weight; });
  terms.erase(std::unique(first, terms.end(), [](const Term& a, const Term& b) { return a.number == b.number; }),
              terms.end());
}

}  // namespace

TermVectors::TermVectors(std::string_view folded, const DocumentParts& parts) {
  Words words;
  const auto add_words = [&](std::string_view text, std::vector<Term>& terms) {
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      while (end < text.size() && is_word_byte(text[end])) ++end;
      if (end > at)
        for (const Term& term : words.terms(text.substr(at, end - at))) terms.push_back(term);
      at = std::max(end, at + 1);
    }
  };
  for (const Span heading : parts.headings) {
    add_words(heading.of(folded), headings_.emplace_back());
    keep_each_once(headings_.back(), 0);
  }
  for (const DocumentSentence& sentence : parts.sentences) {
    const std::size_t first = terms_.size();
    for (std::size_t token = sentence.first_token; token < sentence.last_token; ++token)
      if (parts.tokens[token].type == TokenType::word) add_words(parts.tokens[token].span.of(folded), terms_);
    keep_each_once(terms_, first);
    starts_.push_back(terms_.size());
  }
  counts_.resize(words.numbers());
  for (const Term& term : terms_) ++counts_[term.number];
  const auto weigh = [&](Term& term) {
    term.weight *= 1 + std::log(static_cast<float>(std::max(1u, counts_[term.number])));
  };
  std::for_each(terms_.begin(), terms_.end(), weigh);
  for (std::vector<Term>& heading : headings_) std::for_each(heading.begin(), heading.end(), weigh);
}

}  // namespace klinker
