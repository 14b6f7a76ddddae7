#include "clinical/contact_reader.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>

#include "clinical/deidentifier_dates.h"
#include "clinical/folded_text.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

constexpr std::size_t kHeaderLines = 10;   // that hold text, in which the date of a record may stand
constexpr std::size_t kLineBytes = 160;    // of a line that are looked at
constexpr unsigned kFirstYear = 1990;      // an earlier date is that of a birth
constexpr unsigned kLastShortYear = 2039;  // '47 is 1947
constexpr int kFarthest = 200;             // days between a date without a year and the one that gives it its year
constexpr std::size_t kWordsBefore = 3;    // of the date that opens a contact
constexpr std::string_view kClock = "uh";  // what follows the time of day: "08.05 uur", "08.05u"

std::string iso(unsigned year, unsigned month, unsigned day) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04u-%02u-%02u", year, month, day);
  return text.data();
}

bool is_day(unsigned year, unsigned month, unsigned day) {
  using namespace std::chrono;
  return year_month_day{std::chrono::year(static_cast<int>(year)), std::chrono::month(month), std::chrono::day(day)}.ok();
}

using Fits = std::function<bool(const std::string&)>;

// A day without a year, beside a date that is known: in the nearest year in which it fits.
std::string with_year(unsigned month, unsigned day, const std::string& known, const Fits& fits) {
  using namespace std::chrono;
  const auto days_of = [](const std::string& date) {
    const auto part = [&](std::size_t at, std::size_t size) {
      return date.size() < at + size ? 1u : static_cast<unsigned>(std::stoul(date.substr(at, size)));
    };
    return sys_days(year_month_day{std::chrono::year(static_cast<int>(part(0, 4))), std::chrono::month(part(5, 2)),
                                   std::chrono::day(part(8, 2))});
  };
  const auto year = static_cast<unsigned>(std::stoul(known.substr(0, 4)));
  std::string best;
  for (const unsigned candidate : {year, year - 1, year + 1}) {
    if (!is_day(candidate, month, day)) continue;
    std::string date = iso(candidate, month, day);
    const auto distance = [&](const std::string& of) { return std::abs((days_of(of) - days_of(known)).count()); };
    if (fits(date) && distance(date) <= kFarthest && (best.empty() || distance(date) < distance(best)))
      best = std::move(date);
  }
  return best;
}

}  // namespace

struct ContactReader::Line {
  struct Day {
    unsigned day = 0, month = 0, year = 0;  // the year is 0 where it is not said
    Span place;
    bool cued = false;    // behind a word such as "datum"
    bool dotted = false;  // two numbers and a full stop, which may be a time
  };
  Span span;
  bool after_blank = false;
  bool person = false;
  bool clock = false;        // begins with a time written as a date would be
  std::optional<Day> opens;  // a date that may open a contact
  std::vector<Day> days;     // all dates with a day
};

ContactReader::ContactReader() {
  for (const TableRow& row : parse_table(builtin_table("clinical/tables/contact_words.tsv"), 2, "contact_words.tsv"))
    words_.add(row.columns[0], row.columns[1] == "contact" ? contact : row.columns[1] == "date" ? dated : person);
}

void ContactReader::look(std::string_view record, std::string_view folded, Line& line) const {
  const Span span = snap(record, {line.span.start, std::min(line.span.end, line.span.start + kLineBytes)});
  const RecordWords words(span.of(record), span.of(folded), lexicon_);
  std::vector<PhraseTable::Match> cues;
  words_.find(folded, span, cues);
  line.person = std::any_of(cues.begin(), cues.end(), [](const auto& cue) { return cue.number == person; });
  const auto cue_over = [&](Span word, std::size_t kind) {
    return std::any_of(cues.begin(), cues.end(),
                       [&](const auto& cue) { return cue.number == kind && cue.span.contains(word); });
  };
  bool opening = true;
  for (std::size_t i = 0; i < words.size();) {
    const Span word{span.start + words[i].span.start, span.start + words[i].span.end};
    const auto date = words[i].number || words.has(i, cue::month) ? date_at(words, i) : std::nullopt;
    if (!date || date->day == 0) {
      // 22.45 stands where a date would, and is none: here two numbers with a full stop are times.
      line.clock |= opening && words[i].number && i + 1 < words.size() && words[i + 1].number && words.gap(i + 1) == ".";
      opening &= i < kWordsBefore && (words.has(i, cue::weekday) || cue_over(word, contact) || cue_over(word, dated));
      ++i;
      continue;
    }
    const unsigned year = date->year > kLastShortYear ? date->year - 100 : date->year;
    Line::Day day{date->day, date->month, year, {word.start, span.start + words[date->last - 1].span.end}, false, false};
    day.dotted = date->separator == '.' && !date->named && date->year == 0;
    day.cued = i > 0 && cue_over({span.start + words[i - 1].span.start, span.start + words[i - 1].span.end}, dated);
    const bool time = day.dotted && date->last < words.size() &&
                      kClock.find(words.key(date->last).front()) != std::string_view::npos && words.gap(date->last) == " ";
    line.clock |= opening && time;
    // A date without a year and with two full stops behind it is written as 03.03., else as 03.03; 1.5 is a number.
    const bool good = !time && (!day.dotted || date->padded) &&
                      (day.year == 0 || (day.year >= kFirstYear && is_day(day.year, day.month, day.day)));
    if (good) line.days.push_back(day);
    if (good && opening) line.opens = day;
    opening = false;
    i = date->last;
  }
}

Contact ContactReader::date_of_record(const std::vector<Line>& lines) {
  Contact found;
  bool cued = false;
  for (std::size_t i = 0; i < std::min(lines.size(), kHeaderLines); ++i)
    for (const Line::Day& day : lines[i].days) {
      const bool of_contact = lines[i].opens && lines[i].after_blank;
      if (day.year == 0 || cued || ((lines[i].person || of_contact) && !day.cued)) continue;
      if (std::string date = iso(day.year, day.month, day.day); day.cued || date > found.date)
        found = {0, std::move(date), day.place};
      cued = day.cued;
    }
  return found;
}

std::vector<Contact> ContactReader::read(std::string_view record, std::string_view folded, std::string_view date) const {
  std::vector<Line> lines;
  bool after_blank = true, clock = false;
  for (std::size_t begin = 0; begin < folded.size();) {
    const std::size_t end = std::min(folded.find('\n', begin), folded.size());
    Line line;
    line.span = trim(folded, {begin, end});
    begin = end + 1;
    line.after_blank = after_blank;
    after_blank = line.span.empty();
    if (after_blank) continue;
    // A date in the middle of the record is looked for only where it may open a contact.
    const bool ruled = std::string_view("-=*#").find(folded[line.span.start]) != std::string_view::npos &&
                       line.span.size() > 1 && folded[line.span.start + 1] == folded[line.span.start];
    line.after_blank |= ruled;
    if (line.after_blank || lines.size() < kHeaderLines) look(record, folded, line);
    clock |= line.clock;
    lines.push_back(std::move(line));
  }
  Contact first{0, std::string(date), {}};
  if (date.empty()) first = date_of_record(lines);
  std::vector<Contact> contacts = {first};
  std::string known = first.date;  // the date that one without a year is near to
  for (const Line& line : lines)
    if (known.empty() && line.opens && line.opens->year != 0)
      known = iso(line.opens->year, line.opens->month, line.opens->day);
  for (const Line& line : lines) {
    if (!line.after_blank || line.person || !line.opens || (line.opens->dotted && clock)) continue;
    const Line::Day& day = *line.opens;
    // What is still to come is no contact.
    const Fits fits = [&](const std::string& found) { return date.empty() || found.substr(0, date.size()) <= date; };
    std::string written = day.year != 0   ? iso(day.year, day.month, day.day)
                          : known.empty() ? std::string()
                                          : with_year(day.month, day.day, known, fits);
    if (written.empty() || !fits(written)) continue;
    known = written;
    if (line.span.start == 0 || trim(folded, {0, line.span.start}).empty()) contacts.clear();
    contacts.push_back({contacts.empty() ? 0 : line.span.start, std::move(written), day.place});
  }
  return contacts;
}

}  // namespace klinker
