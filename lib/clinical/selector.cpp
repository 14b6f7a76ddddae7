#include "clinical/selector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>

#include "clinical/folded_text.h"
#include "klinker/text/utf8.h"

namespace klinker {
namespace {

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

/// Room in bytes and in characters.
struct Room {
  std::size_t bytes = 0, characters = 0;

  bool take(std::string_view text) {
    const std::size_t count = count_characters(text);
    if (text.size() > bytes || count > characters) return false;
    bytes -= text.size();
    characters -= count;
    return true;
  }
};

/// Finds what was said before: most of the words of the shorter statement the same. Each word remembers its last few
/// statements only, so that the time stays linear in the record.
class Echoes {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  static std::vector<std::uint64_t> words(std::string_view folded, Span span) {
    std::vector<std::uint64_t> words;
    for (std::size_t at = span.start; at < span.end;) {
      std::size_t end = at;
      while (end < span.end && is_word_byte(folded[end])) ++end;
      if (end > at) words.push_back(std::hash<std::string_view>()(folded.substr(at, end - at)));
      at = end == at ? at + 1 : end;
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
  }

  /// The number of a statement that says the same, or none.
  std::size_t find(const std::vector<std::uint64_t>& words) const {
    std::unordered_map<std::size_t, std::size_t> shared;
    for (const std::uint64_t word : words)
      if (const auto found = places_.find(word); found != places_.end())
        for (const std::size_t number : found->second) ++shared[number];
    std::size_t best = none;
    for (const auto& [number, count] : shared) {
      const std::size_t all = words.size() + sizes_[number] - count;
      if (count * 5 >= all * 4 && (best == none || number < best)) best = number;  // four fifths of all their words
    }
    return best;
  }

  void add(const std::vector<std::uint64_t>& words) {
    for (const std::uint64_t word : words) {
      auto& list = places_[word];
      if (list.size() == kRemembered) list.erase(list.begin());
      list.push_back(sizes_.size());
    }
    sizes_.push_back(words.size());
  }

 private:
  static constexpr std::size_t kRemembered = 8;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> places_;
  std::vector<std::size_t> sizes_;
};

}  // namespace

std::vector<Statement> Selector::select(std::string_view record, std::string_view folded, const std::vector<Clause>& clauses,
                                        const std::vector<Score>& scores, double max_ratio) const {
  const auto share = [&](std::size_t whole) { return static_cast<std::size_t>(std::floor(max_ratio * static_cast<double>(whole))); };
  Room room{share(record.size()), share(count_characters(record))};

  const auto worth = [&](std::size_t i) {
    const double length = static_cast<double>(clauses[i].span.size());
    return scores[i].weight * std::pow(length, weights_.length_exponent) / (length + weights_.length_offset);
  };
  struct Candidate {
    double worth;
    std::size_t clause;
    bool operator<(const Candidate& other) const {
      return worth != other.worth ? worth < other.worth : clause > other.clause;
    }
  };
  // One queue a section, since each statement chosen from a section makes its others worth a little less.
  std::array<std::vector<Candidate>, kSections> queues;
  for (std::size_t i = 0; i < clauses.size(); ++i)
    if (scores[i].weight > 0 && clauses[i].span.size() <= room.bytes)
      queues[static_cast<std::size_t>(scores[i].section)].push_back({worth(i), i});
  for (auto& queue : queues) std::make_heap(queue.begin(), queue.end());
  std::array<double, kSections> factor;
  factor.fill(1);

  struct Chosen {
    std::size_t clause;
    std::vector<std::size_t> echoes;
  };
  std::vector<Chosen> chosen;
  Echoes said;
  for (;;) {
    std::size_t best = kSections;
    for (std::size_t s = 0; s < kSections; ++s)
      if (!queues[s].empty() &&
          (best == kSections || queues[s].front().worth * factor[s] > queues[best].front().worth * factor[best]))
        best = s;
    if (best == kSections) break;
    auto& queue = queues[best];
    std::pop_heap(queue.begin(), queue.end());
    const std::size_t clause = queue.back().clause;
    queue.pop_back();
    const Span span = clauses[clause].span;
    if (span.size() > room.bytes) continue;
    const auto words = Echoes::words(folded, span);
    if (const std::size_t earlier = said.find(words); earlier != Echoes::none) {
      chosen[earlier].echoes.push_back(clause);
      continue;
    }
    if (!room.take(span.of(record))) continue;
    factor[best] *= weights_.repeated_section;
    said.add(words);
    chosen.push_back({clause, {}});
  }

  std::vector<Statement> statements;
  for (Chosen& choice : chosen) {
    Statement statement{scores[choice.clause].section, clauses[choice.clause].span, {}, {}};
    std::sort(choice.echoes.begin(), choice.echoes.end());
    for (const std::size_t echo : choice.echoes)
      if (room.take(clauses[echo].span.of(record))) statement.also.push_back(clauses[echo].span);
    statements.push_back(std::move(statement));
  }
  std::sort(statements.begin(), statements.end(), [](const Statement& a, const Statement& b) {
    return a.section != b.section ? a.section < b.section : a.span < b.span;
  });
  return statements;
}

}  // namespace klinker
