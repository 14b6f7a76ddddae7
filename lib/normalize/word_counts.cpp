#include "word_counts.h"

#include <charconv>

namespace klinker {

WordCounts::WordCounts(std::string_view table) : rows_(table) {
  while (!rows_.empty() && rows_.front() == '#') rows_.remove_prefix(std::min(rows_.find('\n'), rows_.size() - 1) + 1);
}

std::size_t WordCounts::count(std::string_view form) const {
  std::size_t low = 0, high = rows_.size();  // both at the start of a row
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const std::size_t previous_end = middle == 0 ? std::string_view::npos : rows_.rfind('\n', middle - 1);
    const std::size_t start = previous_end == std::string_view::npos ? 0 : previous_end + 1;
    const std::size_t end = std::min(rows_.find('\n', start), rows_.size());
    const std::string_view row = rows_.substr(start, end - start);
    const std::size_t tab = row.find('\t');
    const int order = form.compare(row.substr(0, tab));
    if (order == 0) {
      std::size_t count = 0;
      std::from_chars(row.data() + tab + 1, row.data() + row.size(), count);
      return count;
    }
    if (order < 0) high = start;
    else low = std::min(end + 1, rows_.size());
  }
  return 0;
}

}  // namespace klinker
