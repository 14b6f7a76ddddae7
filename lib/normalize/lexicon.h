#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "klinker/normalize/normalizer.h"
#include "word_counts.h"

namespace klinker {

/// One reading of a non-standard form.
struct Reading {
  std::string replacement;
  std::string kind;
  std::string variety;
  bool ambiguous = false;  // the form is also a standard word, or has several readings
  std::vector<std::string> alternatives;
};

/// What the normaliser looks up. Read once, then constant.
class NormalizerLexicon {
 public:
  /// Knows how common words are, and no readings.
  NormalizerLexicon();

  /// Knows the readings of the user's table and of those that are compiled in.
  explicit NormalizerLexicon(const std::string& user_table);

  /// Adds the readings of a table behind those that are there. Throws Error(invalid_table) with its name.
  void add(std::string_view table, const std::string& name);

  /// The readings of a form, the user's first; nothing where it is unknown. `form` as `key` makes it.
  const std::vector<Reading>* readings(std::string_view form) const;

  const WordCounts& words() const { return words_; }

  /// The form under which a token is looked up: lower case, straight apostrophes.
  static std::string key(std::string_view token);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  WordCounts words_;
  std::unordered_map<std::string, std::vector<Reading>, Hash, std::equal_to<>> readings_;
};

}  // namespace klinker
