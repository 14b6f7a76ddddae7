#include "klinker/clinical/deidentifier.h"

#include <algorithm>
#include <array>

#include "clinical/deidentifier_dates.h"
#include "clinical/deidentifier_findings.h"
#include "clinical/deidentifier_rules.h"
#include "clinical/folded_text.h"
#include "clinical/identifier_model.h"
#include "clinical/record_check.h"
#include "klinker/error.h"

namespace klinker {
namespace {

constexpr std::array<std::string_view, 11> kNames = {
    "patient", "persoon", "locatie", "instelling", "datum", "leeftijd", "id", "bsn", "telefoonnummer", "emailadres", "url"};

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

}  // namespace

std::string_view name(IdentifierKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

IdentifierKind identifier_kind(std::string_view label) {
  const auto found = std::find(kNames.begin(), kNames.end(), label);
  if (found == kNames.end())
    throw Error(ErrorCode::wrong_value,
                "no kind of identifier is called so; say patient, persoon, locatie, instelling, datum, leeftijd, id, bsn, "
                "telefoonnummer, emailadres or url");
  return static_cast<IdentifierKind>(found - kNames.begin());
}

struct Deidentifier::Tables {
  RecordCheck check;
  IdentityLexicon lexicon;
  IdentifierModel model = IdentifierModel::builtin();
  PhraseTable denied;  // number: the kind
  PhraseTable allowed;
  bool any_denied = false, any_allowed = false;

  void apply_lists(std::string_view folded, const RecordWords& words, Findings& findings) const;
  void allow(std::string_view record, std::string_view folded, std::vector<Identifier>& found) const;
};

// Denied phrases come first, so that they are kept whole.
void Deidentifier::Tables::apply_lists(std::string_view folded, const RecordWords& words, Findings& findings) const {
  if (!any_denied) return;
  std::vector<PhraseTable::Match> matches;
  denied.find(folded, {0, folded.size()}, matches);
  std::size_t word = 0;
  for (const PhraseTable::Match& match : matches) {
    while (word < words.size() && words[word].span.end <= match.span.start) ++word;
    std::size_t last = word;
    while (last < words.size() && words[last].span.start < match.span.end) ++last;
    if (last > word) findings.add(word, last, snap(words.record(), match.span), static_cast<IdentifierKind>(match.number));
  }
}

void Deidentifier::Tables::allow(std::string_view record, std::string_view folded, std::vector<Identifier>& found) const {
  if (!any_allowed) return;
  std::vector<PhraseTable::Match> matches;
  allowed.find(folded, {0, folded.size()}, matches);
  std::vector<Identifier> kept;
  std::size_t next = 0;
  for (const Identifier& identifier : found) {
    while (next < matches.size() && matches[next].span.end <= identifier.span.start) ++next;
    const bool harmless = next < matches.size() && snap(record, matches[next].span).contains(identifier.span);
    if (!harmless) kept.push_back(identifier);
  }
  found = std::move(kept);
}

Deidentifier::Deidentifier(const DeidentifierLists& lists) {
  auto tables = std::make_unique<Tables>();
  for (const std::string& phrase : lists.allowed) tables->allowed.add(phrase, 0);
  for (const auto& [phrase, kind] : lists.denied) tables->denied.add(phrase, static_cast<std::size_t>(kind));
  tables->any_allowed = !lists.allowed.empty();
  tables->any_denied = !lists.denied.empty();
  tables_ = std::move(tables);
}

Deidentifier::~Deidentifier() = default;
Deidentifier::Deidentifier(Deidentifier&&) noexcept = default;
Deidentifier& Deidentifier::operator=(Deidentifier&&) noexcept = default;

std::vector<Identifier> Deidentifier::find(std::string_view record, const std::vector<std::string>& patient) const {
  const std::string folded = fold_for_matching(record);
  tables_->check.require_dutch(record, folded);
  const RecordWords words(record, folded, tables_->lexicon);
  Findings findings(words);
  tables_->apply_lists(folded, words, findings);
  find_by_rules(words, tables_->lexicon, patient, findings);
  tables_->model.find(words, findings, IdentifierModel::kThreshold);
  std::vector<Identifier> found = std::move(findings.found());
  std::sort(found.begin(), found.end(), [](const Identifier& a, const Identifier& b) { return a.span < b.span; });
  tables_->allow(record, folded, found);
  return found;
}

MappedText masked(std::string_view record, const std::vector<Identifier>& identifiers, Dossier& dossier, int shift_days) {
  static const IdentityLexicon kLexicon;
  std::string out;
  out.reserve(record.size());
  std::vector<Replacement> changes;
  std::size_t at = 0;
  for (const Identifier& identifier : identifiers) {
    out += record.substr(at, identifier.span.start - at);
    const std::string_view text = identifier.span.of(record);
    std::string shifted;
    if (identifier.kind == IdentifierKind::date && shift_days != 0) shifted = shifted_date(text, shift_days, kLexicon);
    const std::size_t start = out.size();
    // A date that cannot be moved is masked.
    out += shifted.empty() || shifted == text ? dossier.tag(identifier.kind, text) : shifted;
    changes.push_back({identifier.span, {start, out.size()}});
    at = identifier.span.end;
  }
  return {out += record.substr(at), std::move(changes)};
}

std::string deidentified(std::string_view record, const std::vector<Identifier>& identifiers, Dossier& dossier,
                         int shift_days) {
  return masked(record, identifiers, dossier, shift_days).text();
}

std::string Dossier::tag(IdentifierKind kind, std::string_view text) {
  const std::size_t number = kind == IdentifierKind::person || kind == IdentifierKind::patient ? person(kind, text) : [&] {
    const auto [entry, fresh] = others_.try_emplace({kind, fold_for_matching(text)}, 0);
    if (fresh) entry->second = ++counts_[kind];
    return entry->second;
  }();
  return "<" + upper(name(kind)) + "-" + std::to_string(number) + ">";
}

// The last word that is no initial is the family name, what stands before it given names and initials. A single name
// fits anyone who has it as a given or family name; the first who fits is taken.
std::size_t Dossier::person(IdentifierKind kind, std::string_view text) {
  const std::string folded = fold_for_matching(text);
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < folded.size();) {
    std::size_t end = at;
    while (end < folded.size() && is_word_byte(folded[end])) ++end;
    if (end > at) parts.push_back(folded.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  if (parts.empty()) parts.push_back(folded);
  // "Achterberg H.": initials may stand behind.
  auto family = parts.end() - 1;
  while (family != parts.begin() && family->size() == 1) --family;
  Person person{{}, *family, 0};
  for (const std::string& part : parts)
    if (&part != &*family) person.given.push_back(part);
  const auto agrees = [](const std::string& a, const std::string& b) { return a.starts_with(b) || b.starts_with(a); };
  // "Van Acker" after "T. Van Acker": what stands before the family name is the end of what stands there in full.
  const auto shortened = [](const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::equal(a.rbegin(), a.rbegin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.rbegin());
  };
  std::vector<Person>& people = people_[kind];
  for (Person& other : people) {
    if (kind == IdentifierKind::patient) return other.number;  // a dossier has one patient
    const bool same_family = other.family == person.family;
    const bool single = person.given.empty() || other.given.empty();
    const bool by_given =
        single && (std::find(other.given.begin(), other.given.end(), person.family) != other.given.end() ||
                   std::find(person.given.begin(), person.given.end(), other.family) != person.given.end());
    const bool same_person =
        same_family && (single || shortened(other.given, person.given) || agrees(other.given.front(), person.given.front()));
    if (!by_given && !same_person) continue;
    if (other.given.size() < person.given.size()) {
      other.given = person.given;
      other.family = person.family;
    }
    return other.number;
  }
  person.number = ++counts_[kind];
  people.push_back(std::move(person));
  return people.back().number;
}

}  // namespace klinker
