#include "clinical/context_years.h"

#include <algorithm>
#include <array>
#include <optional>

#include "clinical/folded_text.h"

namespace klinker {
namespace {

constexpr int kLatestShortYear = 2039;
constexpr std::size_t kSinceWords = 4;  // `sinds het ongeval in 2015`

struct Date {
  Span span;
  int year = 0;
  bool day = false;
};

bool is_year(int number) { return number >= 1900 && number <= 2099; }

// Numbers in the text from `start` on with `-`, `/` or `.` between them from `at` on, where these are a date or a year.
// `end` is where they stop.
std::optional<Date> read_date(std::string_view folded, std::size_t start, std::size_t at, std::size_t limit,
                              std::size_t& end) {
  std::array<int, 3> numbers{};
  std::array<std::size_t, 3> digits{};
  std::size_t groups = 0;
  end = at;
  bool too_long = false;
  while (end < limit && is_digit(folded[end])) {
    const std::size_t group = end;
    int number = 0;
    while (end < limit && is_digit(folded[end])) {
      if (end - group < 4) number = number * 10 + (folded[end] - '0');
      ++end;
    }
    if (groups < 3) {
      numbers[groups] = number;
      digits[groups] = end - group;
    }
    too_long |= end - group > 4 || groups >= 3;
    ++groups;
    const bool goes_on =
        end + 1 < limit && is_digit(folded[end + 1]) &&
        (folded[end] == '-' || folded[end] == '/' || folded[end] == '.' || folded[end] == ',' || folded[end] == ':');
    if (!goes_on) break;
    too_long |= folded[end] == ',' || folded[end] == ':';
    ++end;
  }
  if (too_long || (end < limit && is_word_byte(folded[end]))) return std::nullopt;
  const auto date = [&](int year, bool day) -> std::optional<Date> {
    return is_year(year) ? std::optional<Date>({{at, end}, year, day}) : std::nullopt;
  };
  const auto short_group = [&](std::size_t i, int most) { return digits[i] <= 2 && numbers[i] >= 1 && numbers[i] <= most; };
  if (groups == 1 && digits[0] == 4) return date(numbers[0], false);
  if (groups == 1 && digits[0] == 2 && at > start && folded[at - 1] == '\'' && (at - 1 == start || folded[at - 2] == ' ')) {
    const int year = 2000 + numbers[0];  // '98, '14
    return Date{{at - 1, end}, year > kLatestShortYear ? year - 100 : year, false};
  }
  if (groups == 2 && digits[1] == 4 && short_group(0, 12)) return date(numbers[1], false);
  if (groups != 3) return std::nullopt;
  if (digits[0] == 4 && short_group(1, 12) && short_group(2, 31)) return date(numbers[0], true);
  if (!short_group(0, 31) || !short_group(1, 12)) return std::nullopt;
  return digits[2] == 2 ? date(2000 + numbers[2], true) : digits[2] == 4 ? date(numbers[2], true) : std::nullopt;
}

template <class Use>
void for_each_date(std::string_view folded, Span part, Use use) {
  for (std::size_t at = part.start; at < part.end;) {
    if (!is_word_byte(folded[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    if (is_digit(folded[at])) {
      if (const auto date = read_date(folded, part.start, at, part.end, end)) use(*date);
    }
    at = std::max(end, at + 1);
    while (at < part.end && is_word_byte(folded[at])) ++at;
  }
}

std::size_t skip_spaces_back(std::string_view folded, std::size_t start, std::size_t at) {
  while (at > start && is_space(folded[at - 1])) --at;
  return at;
}

// The start of `in maart 2014`.
std::size_t start_of_phrase(const ContextLexicon& lexicon, std::string_view folded, Span sentence, std::size_t at) {
  for (int words = 0; words < 3; ++words) {
    const std::size_t end = skip_spaces_back(folded, sentence.start, at);
    std::size_t start = end;
    while (start > sentence.start && is_word_byte(folded[start - 1])) --start;
    if (start == end || !lexicon.is_month(folded.substr(start, end - start))) break;
    at = start;
  }
  return at;
}

bool opens_item(std::string_view folded, Span sentence, std::size_t start, std::size_t end) {
  const std::size_t before = skip_spaces_back(folded, sentence.start, start);
  if (before > sentence.start) {
    const char mark = folded[before - 1];
    if (mark != ',' && mark != ';' && mark != ':' && mark != '-' && mark != '/') return false;
  }
  while (end < sentence.end && (folded[end] == ' ' || folded[end] == ':' || folded[end] == '-')) ++end;
  return end < sentence.end && is_word_byte(folded[end]);
}

}  // namespace

int latest_dated_year(std::string_view folded) {
  int latest = 0;
  for_each_date(folded, {0, folded.size()}, [&](const Date& date) {
    if (date.day) latest = std::max(latest, date.year);
  });
  return latest;
}

void find_years(const ContextLexicon& lexicon, std::string_view folded, Span sentence, int record_year,
                std::vector<ContextCue>& cues) {
  const std::size_t words = cues.size();
  std::size_t since = 0;  // cues are in order, dates too
  std::optional<Span> last_current;
  for_each_date(folded, sentence, [&](const Date& date) {
    for (; since < words && cues[since].span.end <= date.span.start; ++since)
      if (cues[since].sense == Sense::current && cues[since].side != Side::after) last_current = cues[since].span;
    if (record_year != 0 ? date.year >= record_year : date.day) return;
    const Span gap{last_current ? last_current->end : 0, date.span.start};
    if (last_current && gap.of(folded).find(',') == std::string_view::npos &&
        count_words(folded, gap, kSinceWords) <= kSinceWords)
      return;
    std::size_t next = date.span.end;
    while (next < sentence.end && folded[next] == ' ') ++next;
    std::size_t next_end = next;
    while (next_end < sentence.end && is_word_byte(folded[next_end])) ++next_end;
    if (lexicon.is_unit(folded.substr(next, next_end - next))) return;
    const std::size_t start = start_of_phrase(lexicon, folded, sentence, date.span.start);
    const bool opens = opens_item(folded, sentence, start, date.span.end);
    if (opens && date.day && start == sentence.start) return;
    cues.push_back({{start, date.span.end},
                    Sense::historical,
                    opens ? Side::before : Side::both,
                    opens ? Reach::sentence : Reach::item});
  });
  std::inplace_merge(cues.begin(), cues.begin() + static_cast<std::ptrdiff_t>(words), cues.end(),
                     [](const ContextCue& a, const ContextCue& b) { return a.span < b.span; });
}

}  // namespace klinker
