#include "clinical/deidentifier_names.h"

#include <initializer_list>
#include <unordered_map>

#include "clinical/folded_text.h"

namespace klinker {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

enum class Cue { none, name, function, relative, title, patient };

class NameFinder {
 public:
  NameFinder(const RecordWords& words, Findings& findings) : words_(words), findings_(findings) {}

  void cued() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (findings_.taken(i)) continue;
      if (const Cue cue = cue_before(i); cue != Cue::none) {
        if (name_behind(i, cue)) continue;
      }
      by_initials(i);
      by_given_name(i);
    }
  }

  void bare() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (findings_.taken(i)) continue;
      by_particle(i);
      by_family(i);
      by_monogram(i);
      by_list(i);
    }
  }

 private:
  static constexpr CueSet kNoName =
      cue::title | cue::function | cue::month | cue::weekday | cue::eponym | cue::head | cue::id | cue::bsn | cue::phone;

  // A word with a capital that may be part of a name, where something says that one is there.
  bool nameable(std::size_t i) const {
    if (i >= words_.size() || !words_[i].capital || findings_.taken(i) || words_[i].span.size() < 2) return false;
    if (words_.has(i, cue::month) && !month_name(i)) return false;
    return !words_.has(i, kNoName & ~(cue::eponym | cue::month)) && !(words_.has(i, cue::eponym) && eponym_context(i));
  }
  // "zoon Jan", "mw. Mei", "patiënt: Jan"; or before a family name: "Jan de Vries", "Jan Bakker".
  bool month_name(std::size_t i) const {
    if (!words_.has(i, cue::given_word)) return false;
    if (i > 0 && words_.has(i - 1, cue::title | cue::kin | cue::function | cue::patient) && words_.gap(i).size() <= 2)
      return true;
    if (i + 1 >= words_.size() || !space(i + 1)) return false;
    const std::size_t family = past_particles(i + 1);
    return family < words_.size() && words_[family].capital && !findings_.taken(family) && !words_.has(family, cue::month) &&
           (family > i + 1 || words_.family(family) || words_.family_word(family));
  }
  // One that by itself looks like a name.
  bool namelike(std::size_t i) const {
    return nameable(i) && !words_.has(i, cue::eponym) &&
           (words_.family(i) || words_.family_word(i) || words_.has(i, cue::given | cue::given_word) || !words_.ordinary(i));
  }
  bool eponym_context(std::size_t i) const {
    if (i + 1 < words_.size() && words_.has(i + 1, cue::eponym_context)) return true;
    if (i > 0 && words_.has(i - 1, cue::eponym_context)) return true;
    return i > 1 && one_of(words_.key(i - 1), {"van", "v"}) && words_.has(i - 2, cue::eponym_context);
  }
  bool particle(std::size_t i) const {
    return i < words_.size() && !findings_.taken(i) && words_.has(i, cue::particle | cue::inner);
  }
  bool space(std::size_t i) const { return words_.gap(i) == " "; }
  bool dotted(std::size_t i) const { return i < words_.size() && words_.after(i) == '.'; }

  // An initial: one capital, or one of the usual longer ones before a full stop.
  bool initial(std::size_t i) const {
    if (i >= words_.size() || findings_.taken(i)) return false;
    return words_.initial(i) || (words_[i].capital && !words_[i].upper && dotted(i) &&
                                 one_of(words_.key(i), {"th", "ph", "chr", "joh", "fr", "jac", "wm", "ch", "ij", "tj", "sj",
                                                        "jos", "alb", "corn", "yv", "st"}));
  }

  // Behind initials that begin at i; i where there are none. Undotted only where `loose`.
  std::size_t past_initials(std::size_t i, bool loose) const {
    std::size_t at = i;
    while (initial(at) && at < i + 6) {
      if (at > i && !(words_.gap(at) == "." || words_.gap(at) == ". " || words_.gap(at) == " " || words_.gap(at) == "-" ||
                      words_.gap(at) == ".-"))
        break;
      if (!dotted(at) && !loose) break;
      ++at;
    }
    if (at == i || at >= words_.size()) return i;
    return words_.gap(at) == " " || words_.gap(at) == "." || words_.gap(at) == ". " ? at : i;
  }

  std::size_t past_particles(std::size_t i) const {
    std::size_t at = i;
    while (particle(at) && at < i + 4 && at + 1 < words_.size() && words_.joined(at + 1)) ++at;
    return at;
  }

  // Behind the rest of a name whose first word is at `i - 1`: more given names, particles, a family name, a second one
  // behind a hyphen, initials behind it.
  std::size_t past_name(std::size_t i, bool had_given, Cue cue) const {
    std::size_t at = i;
    for (int part = 0; part < 6 && at < words_.size() && !findings_.taken(at); ++part) {
      const std::string_view gap = words_.gap(at);
      if (gap == "-" || gap == " - ") {
        const std::size_t name = past_particles(at);
        if (gap != "-" || !nameable(name)) break;
        at = name + 1;
        had_given = false;
        continue;
      }
      if (gap != " " && gap != " '") break;
      const std::size_t name = past_particles(at);
      if (name > at) {
        // "P. Bakker te Almere", "Karin in Epe"
        const bool preposition = words_.has(at, cue::inner) || words_.key(at) == "te";
        if (preposition && name == at + 1 && (!had_given || words_.key(at) != "te")) break;
        if (!nameable(name) || !words_.joined(name)) break;
        at = name + 1;
        had_given = false;
        continue;
      }
      if (!nameable(at) || words_.has(at, cue::eponym | cue::stop) || (words_[at].upper && !words_[at - 1].upper)) break;
      const bool weak = !namelike(at);
      if (weak && !(had_given && cue == Cue::name)) break;
      if (!had_given && !words_.has(at, cue::given | cue::given_word) && !words_.family(at)) break;
      had_given = words_.has(at, cue::given | cue::given_word);
      ++at;
    }
    return at;
  }

  // "H." behind a family name, ", J.M." or ", Jitske" where the patient is named; sets `end` to the full stop's end.
  std::size_t past_trailing(std::size_t first, std::size_t at, Cue cue, std::size_t& end) const {
    if (at >= words_.size() || findings_.taken(at)) return at;
    const std::string_view gap = words_.gap(at);
    const bool comma = gap == ", ";
    if (!(gap == " " || comma)) return at;
    if (comma && words_.has(at, cue::given) && (cue == Cue::patient || words_[first].starts) &&
        !words_.has(at - 1, cue::given))
      return at + 1;
    if (!words_.initial(at) || !dotted(at)) return at;
    std::size_t last = at + 1;
    while (last < words_.size() && words_.initial(last) && words_.gap(last) == "." && dotted(last)) ++last;
    if (last < words_.size() && (words_.gap(last) == ". " || words_.gap(last) == ".") &&
        (particle(last) || (namelike(last) && comma)))
      return at;
    end = words_[last - 1].span.end + 1;
    return last;
  }

  bool add(std::size_t first, std::size_t last, Cue cue) {
    std::size_t end = 0;
    if (!initial(first)) last = past_trailing(first, last, cue, end);
    return findings_.add(first, last, cue == Cue::patient ? IdentifierKind::patient : IdentifierKind::person, end);
  }

  // What the words before say about a name at `i`.
  Cue cue_before(std::size_t i) const {
    if (i == 0 || findings_.taken(i - 1)) return Cue::none;
    std::string_view gap = words_.gap(i);
    const bool near = gap == " " || gap == ". " || gap == "." || gap == ": " || gap == " (" || gap == "  " || gap == ":" ||
                      gap == ".: " || gap == "/";
    if (!near) {
      const bool label =
          words_.has(i - 1, cue::patient) && gap.size() <= 12 && gap.find_first_not_of(" :\t") == std::string_view::npos;
      return label && gap.find(':') != std::string_view::npos ? Cue::patient : Cue::none;
    }
    if (words_.has(i - 1, cue::title) && (gap == " " || gap == ". " || gap == "." || gap == ": "))
      return patient_before(i - 1) ? Cue::patient : Cue::title;
    if (words_.has(i - 1, cue::patient)) {
      const bool label = gap.find(':') != std::string_view::npos || words_[i - 1].starts || words_[i - 1].capital;
      return label || gap == " " ? Cue::patient : Cue::none;
    }
    if (words_.has(i - 1, cue::function) && (gap != ". " || words_.key(i - 1).size() <= 6)) return Cue::function;
    if (words_.has(i - 1, cue::kin) && gap != ". " && gap != "." && gap != "/") return Cue::relative;
    return Cue::none;
  }

  // "Betreft: uw patiënt de heer": a word for the patient before a title.
  bool patient_before(std::size_t title) const {
    std::size_t at = title;
    for (int steps = 0; steps < 5 && at > 0; ++steps, --at) {
      const std::string_view gap = words_.gap(at);
      if (gap.find_first_of("\n,;") != std::string_view::npos || gap.size() > 4) return false;
      if (words_.has(at - 1, cue::patient)) return true;
      if (!words_.has(at - 1, cue::title | cue::particle) &&
          !one_of(words_.key(at - 1), {"uw", "onze", "bovengenoemde", "mijn"}))
        return false;
    }
    return false;
  }

  bool name_behind(std::size_t i, Cue cue) {
    const std::string_view gap = words_.gap(i);
    // Initials tell a name behind any cue.
    if (const std::size_t at = past_initials(i, true); at > i) {
      const std::size_t name = past_particles(at);
      if (nameable(name) && (cue == Cue::title || cue == Cue::patient || dotted(i) || namelike(name)))
        return add(i, past_name(name + 1, false, cue), cue);
    }
    const std::size_t name = past_particles(i);
    if (!nameable(name)) return false;
    const bool upper = words_[name].upper && !(name > i && words_[i].upper);
    const bool known = words_.has(name, cue::given | cue::given_word) || words_.family(name);
    bool good = false;
    switch (cue) {
      case Cue::title:
        good = !words_.has(name, cue::kin | cue::patient) && (!upper || words_[name].span.size() > 2) &&
               !(gap.starts_with('.') && name == i && words_.ordinary(i) && words_.has(i, cue::starter | cue::stop) &&
                 !month_name(i));
        break;
      case Cue::patient:
        good = (known || namelike(name) || (name > i && (gap == ": " || words_[i].capital))) &&
               !words_.has(name, cue::kin | cue::patient | cue::eponym) &&
               !(words_.has(name, cue::stop) && !month_name(name)) && !(words_.key(i - 1) == "kind" && !known);
        break;
      case Cue::function:
        good = !words_.has(name, cue::eponym | cue::stop | cue::kin | cue::patient) && (!upper || known) &&
               (known || !gap.starts_with('.')) &&
               (name > i ? words_[i].capital || namelike(name)
                         : namelike(name) || (gap == " " && !words_[i].starts &&
                                              (!words_[i - 1].upper || words_[i - 1].span.size() <= 5)));
        break;
      case Cue::relative:
        good = namelike(name) && !(words_.has(name, cue::stop) && !month_name(name)) && !upper &&
               (name == i || words_[i].capital);
        break;
      default: break;
    }
    if (name > i && !words_[i].capital && cue != Cue::patient && cue != Cue::title)
      good = good && words_.has(i, cue::particle) &&
             (one_of(words_.key(i), {"el", "al", "ben", "von", "vd", "dos", "del"}) ||
              (words_.key(i) == "van" && (name > i + 1 || (cue == Cue::function && words_.family(name)))));
    if (name > i && !words_[i].capital && words_.has(i, cue::inner)) good = false;
    if (!good) return false;
    const bool given = words_.has(name, cue::given | cue::given_word);
    return add(i, past_name(name + 1, given, given || cue == Cue::title || cue == Cue::patient ? Cue::name : cue), cue);
  }

  // "J.W. van den Berg", "A. Visser", "A de Jong"
  void by_initials(std::size_t i) {
    if (!initial(i) || findings_.taken(i)) return;
    if (i > 0 && words_.joined(i) && words_.gap(i) != " ") return;
    const std::size_t at = past_initials(i, false);
    if (at > i) {
      const std::size_t name = past_particles(at);
      if (!nameable(name) || words_.has(name, cue::eponym | cue::stop)) return;
      const bool several = at > i + 1;
      const std::string_view key = words_.key(name);
      const bool latin = key.ends_with("a") || key.ends_with("us") || key.ends_with("is") || key.ends_with("um") ||
                         key.ends_with("ae") || key.ends_with("ii");
      const bool known = words_.family(name) || words_.family_word(name) || name > at;
      if (known || several || (namelike(name) && !latin) || signature(i, name))
        add(i, past_name(name + 1, false, Cue::name), Cue::none);
      return;
    }
    if (!words_.initial(i) || i + 1 >= words_.size() || !space(i + 1)) return;
    if (words_[i].starts && one_of(words_.key(i), {"s", "o", "e", "p", "b", "r"})) return;  // lines of SOEP and SBAR
    const std::size_t name = past_particles(i + 1);
    if (!nameable(name) || words_[name].upper || words_.has(name, cue::eponym | cue::stop)) return;
    if (name > i + 1 ? !words_.initial(name)
                     : (words_.family(name) || words_.family_word(name)) && !words_.has(name, cue::given | cue::given_word))
      add(i, past_name(name + 1, false, Cue::name), Cue::none);
  }

  // "K. Boomgaard, cardioloog": apart from what stands around it.
  bool signature(std::size_t first, std::size_t name) const {
    const std::string_view gap = words_.gap(first);
    const bool apart = first == 0 || gap.find_first_of("\n:(/,") != std::string_view::npos;
    const char after = words_.after(name);
    return apart && !words_.has(name, cue::starter) &&
           (after == ',' || after == '\n' || after == ')' || after == '/' || words_.gap(name + 1) == " (");
  }

  // "Maes Irène", "Van Cauter Louis": a family name before the given name at `i`.
  std::size_t before_given(std::size_t i) const {
    std::size_t first = i;
    while (first > 0 && i - first < 4 && !findings_.taken(first - 1) &&
           (words_.gap(first) == " " || (first < i && words_.gap(first) == "-")) && words_[first - 1].capital &&
           !words_.has(first - 1, kNoName | cue::stop | cue::kin | cue::patient | cue::given) &&
           (words_.family(first - 1) || words_.family_word(first - 1) || words_.has(first - 1, cue::particle)))
      --first;
    // Inside a sentence two names side by side may be those of two people.
    return first < i && (words_[first].starts || words_[first].upper) ? first : i;
  }

  void by_given_name(std::size_t i) {
    if (findings_.taken(i) || !nameable(i) || words_.has(i, cue::eponym)) return;
    const bool sure = words_.has(i, cue::given) && !words_[i].upper;
    if (!words_.has(i, cue::given | cue::given_word)) return;
    if (i > 0 && words_.gap(i) == "-" && words_[i - 1].capital && !findings_.taken(i - 1) &&
        ((!words_.has(i - 1, cue::stop | cue::eponym) && sure && !words_.ordinary(i - 1)) ||
         words_.has(i - 1, cue::given | cue::given_word))) {
      findings_.add(i - 1, past_name(i + 1, true, Cue::name), IdentifierKind::person);
      return;
    }
    if (const std::size_t first = before_given(i); first < i && !words_[i].upper) {
      add(first, i + 1, Cue::none);
      return;
    }
    const std::size_t last = past_name(i + 1, true, Cue::name);
    if (words_[i].upper && last == i + 1) return;
    if (last > i + 1) {
      // "Mark Akkoord": a word that is also a name needs one that is a name beside it.
      bool other = sure;
      for (std::size_t k = i + 1; k < last; ++k)
        other |=
            words_.family(k) || words_.family_word(k) || words_.has(k, cue::given) || particle(k) || !words_.ordinary(k);
      if (other) add(i, last, Cue::none);
      return;
    }
    if (sure) add(i, last, Cue::none);
    else if ((!words_[i].starts && !words_.ordinary(i)) || beside_function(i)) add(i, last, Cue::none);
  }

  // "Robin (vpk)", or a signature alone at the end of a line.
  bool beside_function(std::size_t i) const {
    return (words_.gap(i + 1) == " (" && words_.has(i + 1, cue::function | cue::kin)) ||
           (words_[i].starts && i > 0 && words_.after(i) == '\n');
  }

  // "Van Wijngaarden", "Ter Horst", "v/d Sluis", "van der Damhuis"
  void by_particle(std::size_t i) {
    const bool abbreviated =
        words_.key(i) == "v" && i + 1 < words_.size() && words_.key(i + 1) == "d" && words_.gap(i + 1) == "/";
    if (!words_.has(i, cue::particle) && !abbreviated) return;
    const std::size_t name = past_particles(i);
    if (name == i || !nameable(name) || words_.has(name, cue::eponym | cue::stop | cue::adjective) || words_.initial(name))
      return;
    const bool family = words_.family(name) || words_.family_word(name);
    if (words_[i].upper && words_[name].upper) {
      if (family) add(i, past_name(name + 1, false, Cue::name), Cue::none);
      return;
    }
    if (words_[i].capital) {
      const bool article = one_of(words_.key(i), {"de", "den", "het", "t", "la", "le", "der", "des"}) && name == i + 1;
      if (family || (!words_.ordinary(name) && !article && !words_[i].starts))
        add(i, past_name(name + 1, false, Cue::name), Cue::none);
    } else if (name >= i + 2 && family && one_of(words_.key(i), {"van", "v", "von"})) {
      add(i, past_name(name + 1, false, Cue::name), Cue::none);
    }
  }

  void by_family(std::size_t i) {
    if (!nameable(i) || words_.has(i, cue::eponym | cue::stop | cue::adjective | cue::given_word | cue::particle | cue::kin |
                                          cue::patient | cue::center))
      return;
    std::size_t end = 0;
    const std::size_t pair = past_name(i + 1, false, Cue::none);
    if (words_[i].starts && past_trailing(i, pair, Cue::none, end) > pair &&
        words_.gap(pair) == ", ") {  // "Bakker-Lems, J.M."
      add(i, pair, Cue::none);
      return;
    }
    const bool family = words_.family(i) && words_.key(i).size() >= 5;
    const bool word = !family && words_.family_word(i) && !words_[i].starts && !words_[i].upper;
    if (!family && !word) return;
    if (i > 0 && words_.gap(i) == "-" && !words_[i - 1].capital) return;
    std::size_t last = past_name(i + 1, false, Cue::name);
    if (words_[i].upper) {
      // Capitals throughout are a heading, unless a given name follows: "DESMEYTERE Kristof".
      if (!(i + 1 < words_.size() && space(i + 1) && words_.has(i + 1, cue::given) && !words_[i + 1].upper)) return;
      last = i + 2;
    }
    add(i, last, Cue::none);
  }

  // Initials of a clinician: "RvK", "BdB"
  void by_monogram(std::size_t i) {
    const std::string_view form = words_[i].span.of(words_.record());
    if (form.size() < 2 || form.size() > 5 || !words_[i].capital) return;
    if (words_.after(i) == ':' || words_.after(i) == '/') return;  // "RvV: pijn", the reason for referral
    if (form.size() == 2
            ? (i > 0 && words_[i].upper && (one_of(words_.key(i - 1), {"ha", "vpk"}) || words_.gap(i) == " (") &&
               words_.has(i - 1, cue::function) && !words_.has(i, cue::stop | cue::function))
            : is_upper(form.back()) && one_of(form.substr(1, form.size() - 2), {"v", "d", "vd", "vdr", "t", "te"}))
      findings_.add(i, i + 1, IdentifierKind::person);
  }

  // "(Erwin, Sanne)", "DE LANGE & OUDSHOORN": beside a name something that looks like one
  void by_list(std::size_t i) {
    if (i == 0 || !namelike(i) || words_[i].span.size() < 3 || words_.has(i, cue::stop) || !findings_.taken(i - 1)) return;
    const IdentifierKind kind = findings_.at(i - 1).kind;
    if (kind != IdentifierKind::person && kind != IdentifierKind::patient) return;
    const std::string_view gap = words_.gap(i);
    if (gap == " & " || gap == " + " || ((gap == ", " || gap == " (") && words_.after(i) == ')'))
      findings_.add(i, i + 1, kind);
  }

  const RecordWords& words_;
  Findings& findings_;
};

// A name of one word or two behind mw., dhr. and the like.
bool addresses(const RecordWords& words, std::size_t i, Span name) {
  std::size_t first = i;
  while (first > 0 && words[first - 1].span.start >= name.start) --first;
  if (words[i].span.end != name.end || i - first > 1 || words.initial(first) || first == 0) return false;
  return one_of(words.key(first - 1), {"mw", "mevr", "mevrouw", "mvr", "dhr", "hr", "heer", "meneer", "mijnheer", "pt",
                                       "patiënt", "patiënte", "cliënt", "cliënte"});
}

// The first person whose birth date, age or sex stands behind the name.
void choose_patient(const RecordWords& words, Findings& findings) {
  for (Identifier& identifier : findings.found())
    if (identifier.kind == IdentifierKind::patient) return;
  std::vector<Identifier*> people;
  for (Identifier& identifier : findings.found())
    if (identifier.kind == IdentifierKind::person) people.push_back(&identifier);
  std::sort(people.begin(), people.end(), [](const Identifier* a, const Identifier* b) { return a->span < b->span; });
  std::vector<std::size_t> starts;  // of dates and ages
  for (const Identifier& identifier : findings.found())
    if (identifier.kind == IdentifierKind::date) starts.push_back(identifier.span.start);
  std::sort(starts.begin(), starts.end());
  const std::string_view folded = words.folded();
  for (Identifier* person : people) {
    const std::size_t end = person->span.end;
    const std::string_view behind = folded.substr(end, 8);
    const auto date = std::lower_bound(starts.begin(), starts.end(), end);
    const bool dated =
        date != starts.end() && *date - end <= 8 && behind.substr(0, *date - end).find('\n') == std::string_view::npos;
    const bool sexed = behind.starts_with(" v ") || behind.starts_with(" m ") || behind.starts_with(" (v)") ||
                       behind.starts_with(" (m)") || behind.starts_with("  v ") || behind.starts_with("  m ") ||
                       behind.starts_with(", m,") || behind.starts_with(", v,");
    std::size_t digit = 0;
    while (digit < behind.size() && (behind[digit] == ' ' || behind[digit] == ',' || behind[digit] == '(')) ++digit;
    const std::string_view number = folded.substr(std::min(folded.size(), end + digit), 7);
    const bool aged = !number.empty() && is_digit(number[0]) &&
                      (number.find(" j") != std::string_view::npos || number.find("-j") != std::string_view::npos);
    if (!dated && !sexed && !aged && behind.find("geb") == std::string_view::npos) continue;
    person->kind = IdentifierKind::patient;
    return;
  }
}

}  // namespace

void find_cued_names(const RecordWords& words, Findings& findings) { NameFinder(words, findings).cued(); }

void find_bare_names(const RecordWords& words, Findings& findings) { NameFinder(words, findings).bare(); }

void find_known_names(const RecordWords& words, const std::vector<std::string>& patient, Findings& findings) {
  struct Known {
    IdentifierKind kind;
    bool given;  ///< came with the record
  };
  std::unordered_map<std::string, Known> known;
  const auto skip = [](std::string_view word) {
    return word.size() < 3 ||
           one_of(word, {"van", "der", "den", "het", "ten", "ter", "het", "von", "vander", "vanden", "del", "dos", "ben"});
  };
  for (const std::string& name : patient) {
    const std::string folded = fold_for_matching(name);
    for (std::size_t at = 0; at < folded.size();) {
      std::size_t end = at;
      while (end < folded.size() && is_word_byte(folded[end])) ++end;
      if (!skip(std::string_view(folded).substr(at, end - at)))
        known[folded.substr(at, end - at)] = {IdentifierKind::patient, true};
      at = std::max(end, at + 1);
    }
  }
  if (!patient.empty()) {
    for (Identifier& identifier : findings.found())
      if (identifier.kind == IdentifierKind::patient) identifier.kind = IdentifierKind::person;
  } else {
    choose_patient(words, findings);
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!findings.taken(i)) continue;
    const IdentifierKind kind = findings.at(i).kind;
    if ((kind != IdentifierKind::person && kind != IdentifierKind::patient) || skip(words.key(i))) continue;
    const auto [entry, fresh] = known.insert({std::string(words.key(i)), {kind, false}});
    if (!fresh && kind == IdentifierKind::patient && !entry->second.given) entry->second.kind = kind;
  }
  if (known.empty()) return;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words.key(i).size() > 40) continue;
    const auto found = known.find(std::string(words.key(i)));
    if (found == known.end()) continue;
    if (findings.taken(i)) {
      // The known patient's family name keeps its own label only where no other given name stands before it.
      Identifier& there = findings.at(i);
      // "Mw. De Wit" is the patient C. de Wit-Jansen; "dr. Jansen" need not be.
      const bool addressed =
          found->second.kind == IdentifierKind::patient && there.span.start > 0 && addresses(words, i, there.span);
      if (there.kind == IdentifierKind::person && (found->second.given || addressed)) there.kind = IdentifierKind::patient;
      continue;
    }
    const bool lower = !words[i].capital;
    if (!found->second.given) {
      if (words.ordinary(i)) continue;
      if (lower && (words.ordinary(i) || words.has(i, cue::given_word) || words.key(i).size() < 4)) continue;
      if (words.has(i, cue::eponym | cue::month | cue::stop | cue::head)) continue;
    } else if (lower && words.ordinary(i) && !words.has(i, cue::given | cue::given_word)) {
      continue;
    }
    std::size_t first = i;
    while (first > 0 && !findings.taken(first - 1) && words.joined(first) && words.has(first - 1, cue::particle) &&
           words[first - 1].capital)
      --first;
    findings.add(first, i + 1, found->second.kind);
  }
}

}  // namespace klinker
