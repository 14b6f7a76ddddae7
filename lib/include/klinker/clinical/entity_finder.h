#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// A term that was found in a record. The views live as long as the finder.
struct FoundEntity {
  Span span;
  std::string_view label;  ///< symptom, disease, procedure, drug; empty for a term of the user's own list
  std::string_view code;   ///< from the user's own list, else empty
  std::string_view term;   ///< as its table spells it
  bool compound = false;   ///< the term is the last part of a longer word
};

/// Finds symptoms, diseases, procedures and drugs by name: from the library's tables, and from a hospital's own list, which
/// comes first. Of terms that overlap the longest one that begins first is taken. Case, accents, plurals and endings of
/// adjectives make no difference ("acute blindedarmontstekingen" for "acuut blindedarmontsteking"); a term in capitals of
/// at most four letters (AF, MS) is found in capitals only. A compound is found by its last part ("knieartrose" for
/// "artrose"), never by its first ("COPD-verpleegkundige"). Linear in the record, whatever the number of terms. Immutable
/// and safe to share between threads.
class EntityFinder {
 public:
  /// `terms` is a table with the columns term and code, `name` what messages call it. Of a term with two codes the first
  /// counts. Throws Error(invalid_table).
  explicit EntityFinder(std::string_view terms = {}, const std::string& name = "terms");
  ~EntityFinder();
  EntityFinder(EntityFinder&&) noexcept;
  EntityFinder& operator=(EntityFinder&&) noexcept;

  /// In the order of the record, not overlapping. `record` must be valid UTF-8.
  std::vector<FoundEntity> find(std::string_view record) const;

 private:
  struct Terms;
  std::unique_ptr<const Terms> terms_;
};

}  // namespace klinker
