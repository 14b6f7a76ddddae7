#pragma once

#include <cstddef>
#include <string_view>

namespace klinker {

/// Counts of Dutch word forms in a table that is sorted by form and searched where it lies, so that it costs nothing to
/// load.
class WordCounts {
 public:
  /// `table`: lines "form TAB count" in ascending byte order behind comment lines; must outlive this object.
  explicit WordCounts(std::string_view table);

  /// How often `form` (in lower case) was seen; 0 where it is unknown.
  std::size_t count(std::string_view form) const;

 private:
  std::string_view rows_;
};

}  // namespace klinker
