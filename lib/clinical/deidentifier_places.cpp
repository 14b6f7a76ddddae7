#include "clinical/deidentifier_places.h"

#include <initializer_list>

#include "clinical/folded_text.h"

namespace klinker {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

constexpr std::size_t kLongestName = 6;  // words that an institution's name has on either side
constexpr CueSet kRoles =
    cue::title | cue::function | cue::kin | cue::patient | cue::id | cue::bsn | cue::phone | cue::month | cue::weekday;

class PlaceFinder {
 public:
  PlaceFinder(const RecordWords& words, const IdentityLexicon& lexicon, Findings& findings)
      : words_(words), lexicon_(lexicon), findings_(findings) {
    lexicon.phrases().find(words.folded(), {0, words.folded().size()}, phrases_);
  }

  void institutions() {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (!findings_.taken(i) && words_.has(i, cue::head | cue::center)) around_head(i);
    std::size_t word = 0;
    for (const PhraseTable::Match& match : phrases_)
      if (match.number == IdentityLexicon::institution) known_institution(match.span, word);
  }

  void streets() {
    for (std::size_t i = 0; i < words_.size(); ++i)
      if (!findings_.taken(i) && house_number(i)) street(i);
  }

  void towns() {
    std::size_t word = 0;
    for (const PhraseTable::Match& match : phrases_) {
      if (match.number == IdentityLexicon::institution) continue;
      const auto [first, last] = covered(match.span, word);
      if (first == last || !words_[first].capital || !findings_.free(first, last)) continue;
      if (words_.has(first, cue::title | cue::month | cue::weekday)) continue;
      if (last - first > 1 && !words_[last - 1].capital) continue;
      if (match.number == IdentityLexicon::place_word && !town_cue(first, last)) continue;
      std::size_t end = last;
      if (end < words_.size() && words_.gap(end) == "-" &&
          one_of(words_.key(end), {"noord", "oost", "zuid", "west", "centrum"}))
        ++end;
      // 9230 Wetteren
      std::size_t begin = first;
      if (first > 0 && !findings_.taken(first - 1) && words_[first - 1].number && words_[first - 1].span.size() == 4 &&
          words_.gap(first) == " " && words_.key(first - 1)[0] != '0' &&
          (first == 1 || words_.gap(first - 1).find_first_of(",\n-(") != std::string_view::npos))
        findings_.add(first - 1, first, IdentifierKind::location);
      findings_.add(begin, end, IdentifierKind::location);
    }
  }

 private:
  // The words that a phrase covers; phrases come in order.
  std::pair<std::size_t, std::size_t> covered(Span span, std::size_t& word) const {
    while (word < words_.size() && words_[word].span.start < span.start) ++word;
    std::size_t last = word;
    while (last < words_.size() && words_[last].span.end <= span.end) ++last;
    if (word < words_.size() && words_[word].span.start != span.start) return {word, word};
    return {word, last};
  }

  bool connector(std::size_t i) const {
    return one_of(words_.key(i), {"de", "het", "den", "der", "ten", "ter", "t", "van", "aan", "la", "v", "d", "s"});
  }
  bool links(std::size_t i) const {
    const std::string_view gap = words_.gap(i);
    return words_.joined(i)
               ? gap != "/"
               : gap == " & " || (gap == ". " && one_of(words_.key(i - 1), {"st", "dr", "prof", "mr"})) || gap == ". ";
  }

  // Words behind the head that belong to its name.
  std::size_t right_end(std::size_t head) const {
    std::size_t last = head + 1, at = head + 1;
    bool role = false;
    while (at < words_.size() && at <= head + kLongestName && !findings_.taken(at) && links(at)) {
      if (words_.gap(at) == ". " && !(one_of(words_.key(at - 1), {"st", "dr", "prof"}))) break;
      const bool name = words_[at].capital && !words_.has(at, kRoles & ~cue::kin) &&
                        !(words_.has(at, cue::stop) && words_.ordinary(at) && !words_.family(at) && words_[head].upper &&
                          !words_[at].upper);
      if (name && specialism(at)) break;
      if (name && words_[at].upper && !words_[head].upper && words_[at].span.size() <= 4 && words_.has(at, cue::stop)) break;
      if (name && words_.initial(at) && words_.after(at) == '.') break;
      if (name) last = at + 1;
      else if (!connector(at) || role) break;
      ++at;
    }
    // A connector at the end is no part of it.
    while (last > head + 1 && connector(last - 1)) --last;
    return last;
  }

  // "Polikliniek Cardiologie" is no name.
  bool specialism(std::size_t i) const {
    const std::string_view key = words_.key(i);
    return key.ends_with("logie") || key.ends_with("kunde") || key.ends_with("iatrie") || key.ends_with("chirurgie") ||
           key.ends_with("pedie") || key.ends_with("poli");
  }

  // Words before it.
  std::size_t left_begin(std::size_t head, bool named_right) const {
    std::size_t first = head, at = head;
    while (at > 0 && head - at < kLongestName && !findings_.taken(at - 1) && links(at) && words_.gap(at) != ". ") {
      const std::size_t before = at - 1;
      if (words_[before].capital) {
        const bool adjective = words_.has(before, cue::adjective);
        const bool plain = words_.ordinary(before) && !words_.family(before) && !adjective;
        if (connector(before)) {  // "De Hoogstraat Revalidatiecentrum"
          if (first < at + 1 && first < head) first = before;
          break;
        }
        if (words_.has(before, adjective ? kRoles & ~cue::kin : kRoles) || specialism(before)) break;
        if (plain && (words_[before].starts || words_[head].upper || words_[before].upper)) break;
        if (named_right && words_[before].starts && !adjective) break;  // "EMD Huisartsengroep De Plataan"
        if (words_.initial(before)) break;
        if (words_[before].starts && !words_[head].capital) break;
        first = before;
      } else if (!connector(before) || before == 0 || !words_[before - 1].capital) {
        break;
      }
      --at;
    }
    return first;
  }

  void around_head(std::size_t i) {
    const bool head = words_.has(i, cue::head);
    if (!head && !words_[i].capital) return;
    if (words_.key(i).size() <= 4 && head && !words_[i].upper && !one_of(words_.key(i), {"huis"}) &&
        !(words_[i].capital && words_.key(i).size() > 2))
      return;
    const std::size_t last = right_end(i), first = left_begin(i, last > i + 1);
    bool named = false;  // by more than adjectives
    for (std::size_t k = first; k < last; ++k)
      named |= k != i && words_[k].capital && !words_.has(k, cue::head) &&
               (!words_.has(k, cue::adjective) || (k > 0 && one_of(words_.key(k - 1), {"sint", "st"})));
    if (!head && first == i && !words_.has(i, cue::adjective)) {
      // "Huis ter Schelde", "Hartcentrum Waterlinie", not "Centrum Links"
      named = named && (words_.key(i).size() > 7 || (last - i >= 2 && connector(i + 1)));
    }
    if (!head && first < i && last == i + 1) named = named && !words_.ordinary(first);
    if (!named) return;
    // A title in front says that the name is a person's.
    if (last == i + 1 && first < i && first > 0 && words_.has(first - 1, cue::title)) return;
    findings_.add(first, last, IdentifierKind::institution);
  }

  void known_institution(Span span, std::size_t& word) {
    const auto [first, last] = covered(span, word);
    if (first == last || !words_[first].capital || !findings_.free(first, last)) return;
    if (words_.key(first).size() <= 4 && last - first == 1 && !words_[first].upper) return;
    if (words_.has(first, cue::title)) return;
    std::size_t end = last;
    while (end < words_.size() && !findings_.taken(end) && words_.gap(end) == " " && words_.has(end, cue::head)) ++end;
    findings_.add(first, end, IdentifierKind::institution);
  }

  // 14, 2c, 9A, with four digits at most
  bool house_number(std::size_t i) const {
    const std::string_view key = words_.key(i);
    const std::size_t digits = std::min(key.find_first_not_of("0123456789"), key.size());
    return i > 0 && digits >= 1 && digits <= 4 && key[0] != '0' && key.size() - digits <= 1;
  }

  void street(std::size_t number) {
    std::size_t name = number - 1;
    if (words_.gap(number) != " " || findings_.taken(name)) return;
    if (one_of(words_.key(name), {"postbus", "camping", "huisje"})) {
      add_street(name, number);
      return;
    }
    if (!words_[name].capital || words_[name].number) return;
    const auto kind = lexicon_.street(words_.key(name));
    const bool drug = words_.has(name, cue::stop | cue::eponym | cue::id | cue::phone);
    const bool address = before_postcode_or_town(number + 1);
    const bool is_street = kind == IdentityLexicon::Street::strong ||
                           (kind == IdentityLexicon::Street::weak && !words_.ordinary(name)) ||
                           (kind == IdentityLexicon::Street::weak && address) || (address && !words_.ordinary(name));
    if (!is_street || drug) return;
    std::size_t first = name;
    while (first > 0 && name - first < kLongestName && !findings_.taken(first - 1) &&
           (words_.joined(first) || words_.gap(first) == ". " || words_.gap(first) == ".")) {
      const std::size_t before = first - 1;
      const bool part =
          words_[before].capital &&
          (words_.has(before, cue::given | cue::given_word | cue::adjective) || words_.initial(before) ||
           one_of(words_.key(before), {"prof", "dr", "professor", "doctor", "burgemeester", "burg", "pastoor", "past", "mr",
                                       "ds", "jc", "nieuwe", "lange", "korte", "grote", "kleine", "hoge", "lage"}) ||
           words_.family(before) || (!words_[before].starts && !words_.ordinary(before)));
      const bool inner =
          words_.has(before, cue::particle) && before > 0 && words_[before - 1].capital && words_.joined(before);
      if (!part && !inner) break;
      if (words_.has(before, cue::given | cue::given_word) && words_.gap(first) == ". ") break;
      --first;
    }
    while (first < name && words_.has(first, cue::particle) && !words_[first].capital) ++first;
    add_street(first, number);
  }

  void add_street(std::size_t first, std::size_t number) {
    std::size_t last = number + 1;
    if (last < words_.size()) {
      const std::string_view gap = words_.gap(last), key = words_.key(last);
      const char after = words_.after(last);
      const bool ends = after == '\0' || after == ',' || after == '\n' || after == ')' || after == ';' || after == '.';
      if (gap == " " && key.size() == 1 && !is_digit(key[0]) && ends) ++last;
      else if (gap == "-" && key.size() == 1 && !is_digit(key[0])) ++last;
      else if ((gap == "-" || gap == "/") && house_number(last) && words_.key(last).size() <= 4) ++last;
      else if (one_of(key, {"bus", "huisje", "kamer", "appartement"}) && gap.size() <= 2 && last + 1 < words_.size() &&
               words_[last + 1].number)
        last += 2;
    }
    findings_.add(first, last, IdentifierKind::location);
  }

  bool before_postcode_or_town(std::size_t at) const {
    if (at >= words_.size()) return false;
    const std::string_view gap = words_.gap(at);
    if ((gap == ", " || gap == " " || gap == ",") && findings_.is(at, IdentifierKind::location)) return true;
    if (gap != ", " && !(gap == " " && one_of(words_.key(at), {"te", "in"}))) return false;
    if (gap == " ") ++at;
    if (at >= words_.size()) return false;
    const auto found =
        std::lower_bound(phrases_.begin(), phrases_.end(), words_[at].span.start,
                         [](const PhraseTable::Match& match, std::size_t start) { return match.span.start < start; });
    return found != phrases_.end() && found->span.start == words_[at].span.start &&
           found->number != IdentityLexicon::institution && words_[at].capital;
  }

  bool town_cue(std::size_t first, std::size_t last) const {
    if (first == 0) return last < words_.size() && findings_.is(last, IdentifierKind::date);
    const std::string_view before = words_.key(first - 1), gap = words_.gap(first);
    if (gap == " " && one_of(before, {"te", "in", "uit", "naar", "nabij", "wonende", "team", "campus", "hap", "gemeente",
                                      "regio", "locatie"}))
      return true;
    if (findings_.taken(first - 1) && (gap == " " || gap == ", " || gap == "  ")) {
      const IdentifierKind kind = findings_.at(first - 1).kind;
      if (kind == IdentifierKind::location || (kind == IdentifierKind::institution && gap != " ")) return true;
    }
    if (gap == " (" && words_.after(last - 1) == ')') return true;
    return gap.find('\n') != std::string_view::npos && last < words_.size() && words_.gap(last) == ", " &&
           findings_.is(last, IdentifierKind::date);
  }

  const RecordWords& words_;
  const IdentityLexicon& lexicon_;
  Findings& findings_;
  std::vector<PhraseTable::Match> phrases_;
};

}  // namespace

void find_institutions_and_streets(const RecordWords& words, const IdentityLexicon& lexicon, Findings& findings) {
  PlaceFinder finder(words, lexicon, findings);
  finder.streets();
  finder.institutions();
}

void find_towns(const RecordWords& words, const IdentityLexicon& lexicon, Findings& findings) {
  PlaceFinder(words, lexicon, findings).towns();
}

void find_named_houses(const RecordWords& words, Findings& findings) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (findings.taken(i) || !words[i].capital || words[i].upper ||
        !one_of(words.key(i), {"de", "het", "t", "ter", "ten", "sint", "st"}))
      continue;
    if (words[i].starts && !words.gap(i).ends_with(": ") && !one_of(words.key(i), {"ter", "ten", "sint"})) continue;
    const std::size_t name = i + 1;
    if (findings.taken(name) || !words[name].capital || !words.joined(name) || words.ordinary(name)) continue;
    findings.add(i, name + 1, IdentifierKind::institution);
  }
}

}  // namespace klinker
