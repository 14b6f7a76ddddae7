#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "clinical/deidentifier_words.h"
#include "klinker/clinical/deidentifier.h"

namespace klinker {

/// What was found so far in one record: identifiers, and which words they hold. The first finder of a word keeps it.
class Findings {
 public:
  explicit Findings(const RecordWords& words) : words_(words), owner_(words.size(), 0) {}

  bool taken(std::size_t word) const { return word < owner_.size() && owner_[word] != 0; }

  /// The identifier that holds a word which is taken.
  const Identifier& at(std::size_t word) const { return found_[owner_[word] - 1]; }
  Identifier& at(std::size_t word) { return found_[owner_[word] - 1]; }
  bool is(std::size_t word, IdentifierKind kind) const { return taken(word) && at(word).kind == kind; }

  bool free(std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i < last; ++i)
      if (taken(i)) return false;
    return true;
  }

  /// Words [first, last); `end` is the byte behind the identifier where that is not the last word's end.
  bool add(std::size_t first, std::size_t last, IdentifierKind kind, std::size_t end = 0) {
    return add(first, last, {words_[first].span.start, std::max(end, words_[last - 1].span.end)}, kind);
  }
  bool add(std::size_t first, std::size_t last, Span span, IdentifierKind kind) {
    if (!free(first, last)) return false;
    found_.push_back({span, kind});
    for (std::size_t i = first; i < last; ++i) owner_[i] = found_.size();
    return true;
  }

  std::vector<Identifier>& found() { return found_; }
  const std::vector<Identifier>& found() const { return found_; }

 private:
  const RecordWords& words_;
  std::vector<std::size_t> owner_;  // index of the identifier + 1
  std::vector<Identifier> found_;
};

}  // namespace klinker
