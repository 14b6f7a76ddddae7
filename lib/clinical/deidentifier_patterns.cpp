#include "clinical/deidentifier_patterns.h"

#include <string>

#include "clinical/deidentifier_dates.h"
#include "clinical/folded_text.h"
#include "klinker/text/table.h"

namespace klinker {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

class PatternFinder {
 public:
  PatternFinder(const RecordWords& words, Findings& findings)
      : words_(words), findings_(findings), folded_(words.folded()) {}

  void run() {
    addresses();
    for (std::size_t i = 0; i < words_.size(); ++i) cued_number(i);
    for (std::size_t i = 0; i < words_.size(); ++i) full_date(i);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (findings_.taken(i)) continue;
      postcode(i);
      phone(i);
      bare_number(i);
    }
    for (std::size_t i = 0; i < words_.size(); ++i) partial_date(i);
  }

 private:
  bool free(std::size_t i) const { return i < words_.size() && !findings_.taken(i); }
  std::size_t word_at_or_after(std::size_t byte, std::size_t from) const {
    while (from < words_.size() && words_[from].span.start < byte) ++from;
    return from;
  }
  std::string_view previous(std::size_t i) const { return i == 0 ? std::string_view() : words_.key(i - 1); }

  // Runs without spaces that hold an at sign, a scheme, www. or a domain.
  void addresses() {
    for (std::size_t i = 0; i < words_.size();) {
      std::size_t last = i + 1;
      while (last < words_.size() && !words_.gap(last).empty() &&
             words_.gap(last).find_first_of(" \n\t()<>\",;") == std::string_view::npos)
        ++last;
      if (last - i >= 2) address(i, last);
      i = last;
    }
  }
  void address(std::size_t first, std::size_t last) {
    const Span span{words_[first].span.start, words_[last - 1].span.end};
    const std::string_view text = span.of(folded_);
    const std::size_t at = text.find('@');
    if (at != std::string_view::npos) {
      // "mail:a.b@c.nl": what stands before the last colon is not part of it.
      const std::size_t colon = text.substr(0, at).rfind(':');
      std::size_t from = first;
      if (colon != std::string_view::npos) from = word_at_or_after(span.start + colon, first);
      if (at > 0 && text.find('.', at) != std::string_view::npos && from < last)
        findings_.add(from, last, IdentifierKind::email);
      return;
    }
    const bool scheme = text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.");
    if (scheme || has_domain(text)) {
      std::size_t end = span.end;
      if (end < folded_.size() && folded_[end] == '/') ++end;
      findings_.add(first, last, {span.start, end}, IdentifierKind::url);
    }
  }
  static bool has_domain(std::string_view text) {
    std::string_view host = text.substr(0, text.find('/'));
    host = host.substr(0, host.find(':'));
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot < 3 || host.find("..") != std::string_view::npos) return false;
    for (const char c : host)
      if (!(c == '.' || c == '-' || (c >= 'a' && c <= 'z') || is_digit(c))) return false;
    return one_of(host.substr(dot + 1), {"nl", "be", "com", "org", "net", "eu", "info", "example", "gent", "brussels",
                                         "vlaanderen", "amsterdam", "frl", "health", "care", "nu", "de", "uk"}) &&
           !is_digit(host[dot - 1]);
  }

  // "patiëntnr. 123.456", "BSN: 1234 56 782", "tel 030 123": a number behind a word that says what it is.
  void cued_number(std::size_t i) {
    if (!words_.has(i, cue::id | cue::bsn) || i + 1 >= words_.size()) return;
    std::size_t first = i + 1;
    for (int skipped = 0;
         skipped < 2 && first < words_.size() && one_of(words_.key(first), {"nr", "nummer", "is", "van", "code"}); ++skipped)
      ++first;
    if (first >= words_.size() || !label_gap(first)) return;
    std::size_t last = first, digits = 0;
    bool citizen = words_.has(i, cue::bsn);
    // No number has more parts, and looking on from every label would take a time that grows with the square.
    while (last < words_.size() && free(last) && last < first + 16) {
      const std::string_view key = words_.key(last);
      const bool any = std::any_of(key.begin(), key.end(), is_digit);
      if (last > first && !number_gap(last, citizen)) break;
      if (!any &&
          (key.size() > 4 || last + 1 >= words_.size() ||
           !std::any_of(words_.key(last + 1).begin(), words_.key(last + 1).end(), is_digit) || !number_gap(last + 1, false)))
        break;
      digits += static_cast<std::size_t>(std::count_if(key.begin(), key.end(), is_digit));
      ++last;
    }
    if (digits < (words_.key(i).size() <= 3 ? 4u : 3u) || digits > 34) return;
    findings_.add(first, last, citizen ? IdentifierKind::bsn : IdentifierKind::id);
  }
  bool label_gap(std::size_t i) const {
    return words_.gap(i).size() <= 4 && words_.gap(i).find_first_of(",;\n)") == std::string_view::npos;
  }
  bool number_gap(std::size_t i, bool spaces) const {
    const std::string_view gap = words_.gap(i);
    return gap == "." || gap == "-" || gap == "/" ||
           (spaces && gap == " " && words_[i].number && words_[i].span.size() <= 4);
  }

  void add_date(const WrittenDate& date) { findings_.add(date.first, date.last, IdentifierKind::date); }

  // A number behind "," or "." of another number is no day.
  bool begins_number(std::size_t i) const {
    if (i == 0 || !words_[i - 1].number) return true;
    const std::string_view gap = words_.gap(i);
    return !(gap == "," || gap == "." || gap == "/");
  }

  void full_date(std::size_t i) {
    if (!free(i) || (!words_[i].number && !words_.has(i, cue::month)) || !begins_number(i)) return;
    const auto date = date_at(words_, i);
    if (!date || !findings_.free(date->first, date->last)) return;
    if (!date->named && date->year == 0) return;
    if (!date->named && date->day == 0 && !month_and_year(*date)) return;
    if (!date->named && words_.gap(i) == "-" && i > 0 && words_[i - 1].number && date->separator == '-') return;
    // 7-10-13-16-19 are hours
    if (!date->named && date->last < words_.size() && words_[date->last].number && words_.gap(date->last).size() == 1 &&
        words_.gap(date->last)[0] == date->separator)
      return;
    if (date->day != 0 && date->year != 0 && !date->named)
      (date->separator == '.' ? dots_ : date->separator == '/' ? slashes_ : hyphens_) = true;
    add_date(*date);
  }
  bool month_and_year(const WrittenDate& date) const {
    return date.padded || one_of(previous(date.first), {"in", "sinds", "vanaf", "tot", "per", "mei"});
  }

  // Day and month in figures: most figures with a hyphen or slash are something else.
  void partial_date(std::size_t i) {
    if (!free(i) || !words_[i].number || !begins_number(i)) {
      // "25-27/2" is a range of days, of which the last one has the month.
      if (!free(i) || !words_[i].number || words_.gap(i) != "-") return;
    }
    const auto date = date_at(words_, i);
    if (!date || date->named || date->year != 0 || !findings_.free(date->first, date->last)) return;
    if (words_.gap(i).ends_with("<") || words_.gap(i).ends_with(">") || words_.gap(i).ends_with("=")) return;
    const std::size_t next = date->last;
    if (next < words_.size()) {
      const std::string_view gap = words_.gap(next), unit = words_.key(next);
      if (gap.starts_with("%") || gap.starts_with(",") ? gap.size() == 1 && words_[next].number : false) return;
      if (gap.starts_with("%") || gap.starts_with("x")) return;
      if ((gap == " " || gap.empty()) && measures(unit) && !words_[next].capital) return;
      if ((gap == "-" || gap == "/" || gap == ".") && words_[next].number && date->separator == gap[0]) return;
      if (gap == "/" && !words_[next].number) return;  // 10-12/min
    } else if (words_.gap(next).starts_with("%")) return;
    const bool line = i == 0 || words_.gap(i).find('\n') != std::string_view::npos;
    const bool range = words_.gap(i) == "-" && i > 0 && words_[i - 1].number;  // 25-27/2
    const bool cued = line || range || date_cue(i);
    if (date->separator == '.') {
      // 13.05 is a date where the record writes dates with dots, or opens a line with one; else a time or a value.
      if (!date->padded || !dots_) return;
      if (next < words_.size() && one_of(words_.key(next), {"u", "uur", "h"}) && words_.gap(next) == " ") return;
      if (!cued && i > 0 && one_of(previous(i), {"om", "rond", "t", "temp", "ph"})) return;
    } else {
      const bool beyond_month = date->day > 12;
      const bool form = date->separator == '/' ? slashes_ : hyphens_;
      if (date->separator == '-' && i > 0 && words_[i - 1].number && words_.gap(i) == "-") return;
      if (scale_cue(i)) return;
      // A share or a strength: "Burinex 1/2", "kracht (4/5)"
      if (date->separator == '/' && !date->padded && date->day < date->month && date->month <= 5 && !line) return;
      const bool likely = date->padded || beyond_month || (form && date->separator == '/');
      if (!(cued || likely)) return;
      const bool said = one_of(previous(i), {"op", "vanaf", "dd", "datum", "per", "tem", "tm"}) ||
                        (i > 0 && words_.has(i - 1, cue::weekday));
      if (date->separator == '-' && !date->padded && !beyond_month && !line && !form && !said) return;
      if (line) (date->separator == '/' ? slashes_ : hyphens_) = true;
    }
    add_date(*date);
  }
  bool date_cue(std::size_t i) const {
    if (i == 0) return true;
    return words_.has(i - 1, cue::weekday) ||
           (one_of(previous(i), {"op",      "vanaf", "tot",  "tm",    "m",           "tem",      "sinds",   "per",
                                 "dd",      "d",     "van",  "datum", "controle",    "afspraak", "consult", "opname",
                                 "ontslag", "lab",   "labo", "zie",   "raadpleging", "voor",     "na"}) &&
            words_.gap(i).size() <= 2) ||
           words_.gap(i).ends_with("(");
  }
  bool scale_cue(std::size_t i) const {
    return one_of(previous(i), {"kracht",   "mrc",    "score", "nrs",        "vas",          "graad", "rr",        "bd",
                                "reflexen", "reflex", "gcs",   "apgar",      "monofilament", "visus", "pols",      "ah",
                                "hf",       "range",  "ref",   "referentie", "stadium",      "katz",  "apgarscore"});
  }
  static bool measures(std::string_view unit) {
    return one_of(unit,
                  {"mg",     "mcg",       "ug",   "ml",  "g",      "kg",    "gr",     "x",          "keer",    "maal",
                   "dagen",  "dgn",       "dag",  "d",   "weken",  "wkn",   "wk",     "week",       "maanden", "mnd",
                   "maand",  "jaar",      "jr",   "uur", "u",      "uren",  "min",    "minuten",    "minuut",  "sec",
                   "cm",     "mm",        "m",    "l",   "liter",  "mmhg",  "mmol",   "umol",       "per",     "ie",
                   "eh",     "tabletten", "tabl", "tab", "pufjes", "keren", "glazen", "sigaretten", "stuks",   "procent",
                   "graden", "punten",    "dd",   "s",   "daags",  "fl",    "pg",     "ng",         "nmol"});
  }

  void postcode(std::size_t i) {
    const std::string_view key = words_.key(i);
    if (key.size() == 6 && key[0] != '0' && is_digit(key[0]) && is_digit(key[1]) && is_digit(key[2]) && is_digit(key[3]) &&
        letters(words_[i].span.start + 4) && !unit_letters(key.substr(4))) {
      findings_.add(i, i + 1, IdentifierKind::location);
      return;
    }
    if (!words_[i].number || key.size() != 4 || key[0] == '0' || i + 1 >= words_.size()) return;
    if (i > 0 && (words_.gap(i) == "-" || words_.gap(i) == "/" || words_.gap(i) == "." || words_.gap(i) == "+")) return;
    const std::string_view gap = words_.gap(i + 1), pair = words_.key(i + 1);
    if (!(gap == " " || gap == "  ") || pair.size() != 2 || !letters(words_[i + 1].span.start)) return;
    const bool address = i + 2 < words_.size() && words_[i + 2].capital && words_.joined(i + 2) && !words_.ordinary(i + 2);
    const bool street =
        i > 0 && words_.gap(i).starts_with(",") && words_[i - 1].span.size() <= 4 && is_digit(words_.key(i - 1)[0]);
    if (!address && !street &&
        (unit_letters(pair) || (key[0] <= '2' && (words_.has(i + 1, cue::stop) ||
                                                  one_of(pair, {"ct", "mr", "rx", "ok", "ic", "er", "pa", "ad"})))))
      return;
    findings_.add(i, i + 2, IdentifierKind::location);
  }
  bool letters(std::size_t at) const {
    return at + 1 < words_.record().size() && is_upper(words_.record()[at]) && is_upper(words_.record()[at + 1]);
  }
  static bool unit_letters(std::string_view pair) {
    return one_of(pair, {"mg", "ml", "kg", "cc", "mm", "cm", "ie", "eh", "gr", "dl", "hz", "sa", "sd", "ss"});
  }

  // Ten digits from 0, nine in Belgium, in any grouping, with or without a country's number.
  void phone(std::size_t i) {
    const std::size_t begin = words_[i].span.start;
    if (!words_[i].number) return;
    std::size_t start = begin;
    if (start > 0 && folded_[start - 1] == '+') --start;
    // "(030) 123 4567", not "(030 123 4567)"
    if (start > 0 && folded_[start - 1] == '(' && words_.gap(i + 1).starts_with(")") && words_[i].span.size() <= 5) --start;
    std::string digits;
    std::size_t last = i;
    while (last < words_.size() && free(last) && words_[last].number && digits.size() + words_[last].span.size() <= 14) {
      if (last > i && !phone_gap(words_.gap(last), digits.size())) break;
      digits += words_.key(last);
      ++last;
      if (complete(digits, start < begin && folded_[start] == '+') &&
          (last >= words_.size() || words_.gap(last) != " " || !words_[last].number || words_[last].span.size() > 2))
        break;
    }
    const bool international = folded_[start] == '+' || (folded_[start] == '(' && folded_[start + 1] == '+');
    if (!complete(digits, international)) return;
    if (begin > 0 && (folded_[begin - 1] == '.' || folded_[begin - 1] == ',') && start == begin) return;
    if (last - i == 1 && i > 0 && words_.has(i - 1, cue::id)) return;
    findings_.add(i, last, {start, words_[last - 1].span.end}, IdentifierKind::phone);
  }
  static bool phone_gap(std::string_view gap, std::size_t digits) {
    return gap == " " || gap == "-" || gap == " - " || gap == "." || gap == "/" ||
           (digits <= 5 && (gap == ")" || gap == ") " || gap == ")-" || gap == " (0)" || gap == "(0)"));
  }
  static bool complete(std::string_view digits, bool international) {
    if (international) return digits.size() >= 10 && digits.size() <= 12;
    if (digits.starts_with("0031") || digits.starts_with("0032")) return digits.size() >= 12 && digits.size() <= 13;
    if (digits.starts_with("0900") || digits.starts_with("0800")) return digits.size() >= 8 && digits.size() <= 11;
    return digits.size() >= 9 && digits.size() <= 10 && digits[0] == '0' && digits[1] != '0';
  }

  void bare_number(std::size_t i) {
    if (!free(i)) return;
    const std::string_view key = words_.key(i);
    if (insz(i) || riziv(i) || lettered(i)) return;
    if (!words_[i].number) return;
    if (i > 0 && (words_.gap(i) == "." || words_.gap(i) == ",")) return;
    if (i + 1 < words_.size() && words_[i + 1].number && (words_.gap(i + 1) == "." || words_.gap(i + 1) == ",")) return;
    if (key.size() == 9 && eleven_test(key)) findings_.add(i, i + 1, IdentifierKind::bsn);
    else if (key.size() >= 7 && key.size() <= 12) findings_.add(i, i + 1, IdentifierKind::id);
  }
  // The Belgian national number: 81.06.04-000.17
  bool insz(std::size_t i) {
    static constexpr std::size_t kSizes[] = {2, 2, 2, 3, 2};
    static constexpr char kGaps[] = {0, '.', '.', '-', '.'};
    for (std::size_t k = 0; k < 5; ++k) {
      if (!free(i + k) || !words_[i + k].number || words_.key(i + k).size() != kSizes[k]) return false;
      if (k > 0 && (words_.gap(i + k).size() != 1 || (words_.gap(i + k)[0] != kGaps[k] && words_.gap(i + k)[0] != ' ')))
        return false;
    }
    return findings_.add(i, i + 5, IdentifierKind::id);
  }
  // The number of a Belgian care professional: 1-00000-34-100
  bool riziv(std::size_t i) {
    static constexpr std::size_t kSizes[] = {1, 5, 2, 3};
    for (std::size_t k = 0; k < 4; ++k)
      if (!free(i + k) || !words_[i + k].number || words_.key(i + k).size() != kSizes[k] ||
          (k > 0 && words_.gap(i + k) != "-" && words_.gap(i + k) != "/"))
        return false;
    return findings_.add(i, i + 4, IdentifierKind::id);
  }
  // VZ.77213, DIA-0932
  bool lettered(std::size_t i) {
    if (!words_[i].capital || words_[i].span.size() > 4 || i + 1 >= words_.size()) return false;
    if (!(words_[i].upper || words_.initial(i)) || !free(i + 1) || !words_[i + 1].number || words_[i + 1].span.size() < 4 ||
        words_[i + 1].span.size() > 12)
      return false;
    if (words_.gap(i + 1) != "-" && words_.gap(i + 1) != ".") return false;
    return findings_.add(i, i + 2, IdentifierKind::id);
  }
  // Source: Logisch ontwerp BSN, the eleven-test.
  static bool eleven_test(std::string_view digits) {
    int sum = 0;
    for (int k = 0; k < 8; ++k) sum += (9 - k) * (digits[static_cast<std::size_t>(k)] - '0');
    sum -= digits[8] - '0';
    return sum % 11 == 0 && digits != "000000000";
  }

  const RecordWords& words_;
  Findings& findings_;
  std::string_view folded_;
  bool dots_ = false, slashes_ = false, hyphens_ = false;  // separators of the record's full dates
};

bool years(std::string_view word) { return one_of(word, {"jr", "jaar", "j", "jaren", "jarige", "jarig", "jrg", "y"}); }

// Behind it a number of years is a duration.
bool duration_before(std::string_view word) {
  return one_of(word, {"sinds",     "al",     "over", "na",     "afgelopen", "laatste", "elke",   "per",
                       "gedurende", "ruim",   "om",   "de",     "controle",  "paar",    "vorige", "komende",
                       "duur",      "binnen", "voor", "eerste", "iedere",    "meer",    "minder", "circa"});
}
bool duration_after(std::string_view word) {
  return one_of(word,
                {"geleden",  "lang",    "terug",    "gestopt",  "later",   "roken",    "gerookt",  "durend", "bekend",
                 "daarvoor", "eerder",  "getrouwd", "huwelijk", "tevoren", "nadien",   "niet",     "geen",   "rookvrij",
                 "clean",    "nuchter", "ervaring", "samen",    "gehuwd",  "afspraak", "controle", "follow"});
}

}  // namespace

void find_patterns(const RecordWords& words, Findings& findings) { PatternFinder(words, findings).run(); }

void find_ages(const RecordWords& words, Findings& findings) {
  const auto previous = [&](std::size_t i) { return i == 0 ? std::string_view() : words.key(i - 1); };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (findings.taken(i)) continue;
    const std::string_view key = words.key(i);
    if (!words[i].number) {
      // 51e, behind "op", "op haar", "sinds", "rond zijn"; 67j; 3-jarige is two words
      const bool ordinal =
          key.size() >= 2 && key.size() <= 5 && is_digit(key[0]) && is_digit(key[key.find_last_of("0123456789")]) && i > 0;
      const std::size_t tail = key.find_first_not_of("0123456789");
      if (!ordinal || tail == std::string_view::npos) continue;
      const std::string_view suffix = key.substr(tail);
      if (suffix == "e" || suffix == "ste" || suffix == "de") {
        const bool of_whom = one_of(previous(i), {"haar", "zijn", "hun", "diens"});
        const std::string_view cue = of_whom && i > 1 ? words.key(i - 2) : previous(i);
        if ((tail == 2 || of_whom) && tail <= 2 && one_of(cue, {"op", "sinds", "rond", "vanaf", "tot", "voor", "na"}) &&
            words.gap(i) == " " &&
            !(i + 1 < words.size() && words.gap(i + 1) == " " &&
              one_of(words.key(i + 1), {"dag", "week", "levensdag", "pod", "consult", "gesprek", "keer", "dosis"})))
          findings.add(i, i + 1, IdentifierKind::age);
      } else if (years(suffix) && tail <= 3 && !duration_before(previous(i))) {
        findings.add(i, i + 1, IdentifierKind::age);
      }
      continue;
    }
    if (key.size() > 3 || (key.size() == 3 && key[0] != '1')) continue;
    const bool after_name =
        i > 0 && findings.taken(i - 1) &&
        (findings.at(i - 1).kind == IdentifierKind::person || findings.at(i - 1).kind == IdentifierKind::patient);
    // "B. Lankhorst (79)"
    if (after_name && words.gap(i) == " (" && words.after(i) == ')') {
      findings.add(i, i + 1, IdentifierKind::age);
      continue;
    }
    std::size_t unit = i + 1, first = i;
    if (unit >= words.size()) continue;
    if (words[unit].number && (words.gap(unit) == "," || words.gap(unit) == "-") && words[unit].span.size() <= 2)
      ++unit;  // 12,5-jarige, 3-4 jaar
    if (unit >= words.size() || !(words.gap(unit) == " " || words.gap(unit) == "-")) continue;
    const std::string_view what = words.key(unit);
    const std::string_view behind =
        unit + 1 < words.size() && words.gap(unit + 1) == " " ? words.key(unit + 1) : std::string_view();
    const bool old = behind == "oud" || behind == "oude";
    if (old && one_of(what, {"maanden", "mnd", "maand", "weken", "wkn", "week", "dagen", "dgn", "dag", "jaar", "jr"})) {
      findings.add(first, unit + 1, IdentifierKind::age);
      continue;
    }
    if (!years(what)) continue;
    if (what == "jarige" || what == "jarig") {
      if (!one_of(behind, {"huwelijk", "bestaan", "ervaring", "relatie"}))
        findings.add(first, unit + 1, IdentifierKind::age);
      continue;
    }
    if (duration_after(behind) || (i > 0 && duration_before(previous(i)))) continue;
    const std::string_view gap = words.gap(i);
    const bool cue =
        i > 0 && (words.has(i - 1, cue::kin | cue::patient) || (words.has(i - 1, cue::title) && gap == " ") ||
                  one_of(previous(i), {"is",  "op",     "leeftijd", "lft",      "mw",          "mevrouw",    "dhr", "m",
                                       "v",   "jongen", "meisje",   "patiënte", "vrouwelijke", "mannelijke", "v/m", "x",
                                       "was", "wordt",  "heer",     "werd",     "overleed",    "overleden"}));
    const bool apart = gap.ends_with(", ") || gap.ends_with("(") || gap.find('\n') != std::string_view::npos || i == 0;
    const char after = words.after(unit);
    const bool closes =
        after == ',' || after == ')' || after == '.' || after == '\0' || after == '\n' || after == ';' || after == ':';
    if (after_name || cue || (apart && closes && words.gap(i).find(',') == std::string_view::npos) ||
        (gap == ", " && (closes || behind.empty())) || (gap.ends_with(", ") && i > 0 && findings.taken(i - 1)))
      findings.add(first, unit + 1, IdentifierKind::age);
  }
}

}  // namespace klinker
