#include "clinical/selector.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <unordered_map>

#include "clinical/folded_text.h"
#include "clinical/room.h"

namespace klinker {
namespace {

// Bytes that a statement costs beside its own: a reader would rather have few long ones than many scraps.
constexpr double kCostOfStatement = 30;
constexpr double kCostOfGrowing = 5;

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

std::vector<Statement> select_statements(std::string_view record, std::string_view folded,
                                         const std::vector<Clause>& clauses, const std::vector<Segment>& segments,
                                         const std::vector<double>& scores, double max_ratio) {
  Room room = Room::of(record, max_ratio);

  constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct Candidate {
    double worth;  // for each byte
    std::size_t segment;
    bool operator<(const Candidate& other) const {
      return worth != other.worth ? worth < other.worth : segment > other.segment;
    }
  };
  struct Choice {
    std::size_t segment;
    std::vector<std::size_t> echoes;  // segments
    bool replaced = false;
  };
  std::vector<Choice> choices;
  std::vector<std::size_t> choice_of(clauses.size(), none);  // by clause
  std::vector<char> echoed(clauses.size(), 0);               // by clause
  const auto span = [&](std::size_t segment) { return segments[segment].span(clauses); };

  // What a segment would add to what is chosen of its clauses, or nothing where a choice is not whole inside it.
  const auto worth_of = [&](std::size_t segment) -> std::optional<double> {
    const Segment& own = segments[segment];
    double score = scores[segment];
    std::size_t bytes = span(segment).size();
    bool grows = false;
    for (std::size_t clause = own.first; clause <= own.last; ++clause) {
      if (choice_of[clause] == none) continue;
      const std::size_t other = choices[choice_of[clause]].segment;
      if (segments[other].first < own.first || segments[other].last > own.last) return std::nullopt;
      if (segments[other].first != clause) continue;
      grows = true;
      score -= scores[other];
      bytes -= span(other).size();
    }
    if (score <= 0 || bytes == 0 || bytes > room.bytes) return std::nullopt;
    return score / (static_cast<double>(bytes) + (grows ? kCostOfGrowing : kCostOfStatement));
  };
  std::priority_queue<Candidate> queue;
  const auto push = [&](std::size_t segment) {
    if (const auto worth = worth_of(segment)) queue.push({*worth, segment});
  };
  for (std::size_t segment = 0; segment < segments.size(); ++segment) push(segment);

  Echoes said;
  std::vector<std::size_t> choice_of_saying;
  while (!queue.empty()) {
    const auto [worth, segment] = queue.top();
    queue.pop();
    // What was chosen since may have changed it; then it was queued again, or is none any more.
    if (const auto now = worth_of(segment); !now || *now != worth) continue;
    const Segment& own = segments[segment];
    const auto words = Echoes::words(folded, span(segment));
    const bool alone = std::all_of(choice_of.begin() + static_cast<std::ptrdiff_t>(own.first),
                                   choice_of.begin() + static_cast<std::ptrdiff_t>(own.last + 1),
                                   [](std::size_t choice) { return choice == none; });
    if (const std::size_t saying = said.find(words); alone && saying != Echoes::none) {
      Choice& earlier = choices[choice_of_saying[saying]];
      const auto first = echoed.begin() + static_cast<std::ptrdiff_t>(own.first);
      const auto end = echoed.begin() + static_cast<std::ptrdiff_t>(own.last + 1);
      if (earlier.replaced || std::find(first, end, 1) != end) continue;
      std::fill(first, end, 1);
      earlier.echoes.push_back(segment);
      continue;
    }
    // The room of those that it takes the place of is free again.
    Room left = room;
    for (std::size_t clause = own.first; clause <= own.last; ++clause)
      if (choice_of[clause] != none && segments[choices[choice_of[clause]].segment].first == clause)
        left.give(span(choices[choice_of[clause]].segment).of(record));
    if (!left.take(span(segment).of(record))) continue;
    room = left;
    for (std::size_t clause = own.first; clause <= own.last; ++clause) {
      if (choice_of[clause] != none) choices[choice_of[clause]].replaced = true;
      choice_of[clause] = choices.size();
    }
    said.add(words);
    choice_of_saying.push_back(choices.size());
    choices.push_back({segment, {}});
    // Longer segments that hold this one; they lie beside it, since segments are in the order of their first clauses.
    for (std::size_t before = segment; before-- > 0 && segments[before].first + kMostClauses > own.last;)
      if (segments[before].last >= own.last) push(before);
    for (std::size_t after = segment + 1; after < segments.size() && segments[after].first == own.first; ++after)
      push(after);
  }

  std::vector<Statement> statements;
  for (Choice& choice : choices) {
    if (choice.replaced) continue;
    Statement statement{Section::course, span(choice.segment), {}, {}};
    std::sort(choice.echoes.begin(), choice.echoes.end());
    for (const std::size_t echo : choice.echoes) {
      bool free = true;
      for (std::size_t clause = segments[echo].first; clause <= segments[echo].last; ++clause)
        free &= choice_of[clause] == none;
      if (free && room.take(span(echo).of(record))) statement.also.push_back(span(echo));
    }
    statements.push_back(std::move(statement));
  }
  std::sort(statements.begin(), statements.end(), [](const Statement& a, const Statement& b) { return a.span < b.span; });
  return statements;
}

}  // namespace klinker
