#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "klinker/text/mapped_text.h"
#include "klinker/text/span.h"

namespace klinker {

/// What can tell who a healthcare record is about.
enum class IdentifierKind { patient, person, location, institution, date, age, id, bsn, phone, email, url };

/// The label in output: "patient", "persoon", "locatie", "instelling", "datum", "leeftijd", "id", "bsn", "telefoonnummer",
/// "emailadres", "url".
std::string_view name(IdentifierKind kind);

/// The kind with that label; throws Error(wrong_value) where there is none.
IdentifierKind identifier_kind(std::string_view label);

/// One identifier: a place in the record.
struct Identifier {
  Span span;
  IdentifierKind kind = IdentifierKind::person;

  friend bool operator==(const Identifier&, const Identifier&) = default;
};

/// What an institution knows beyond the tables.
struct DeidentifierLists {
  std::vector<std::string> allowed;                            ///< words and phrases that are never identifiers
  std::vector<std::pair<std::string, IdentifierKind>> denied;  ///< words and phrases that always are
};

/// Finds the identifiers of a Dutch or Flemish healthcare record by rules and tables. Immutable and safe to share between
/// threads. No method finds all: who publishes records has a person read them.
class Deidentifier {
 public:
  explicit Deidentifier(const DeidentifierLists& lists = {});
  ~Deidentifier();
  Deidentifier(Deidentifier&&) noexcept;
  Deidentifier& operator=(Deidentifier&&) noexcept;

  /// `record` must be valid UTF-8; `patient` holds the names of the patient where they are known ("Jan de Vries", "Jan").
  /// Identifiers come in the order of the record and do not overlap. Linear in the record. Throws Error(unsupported) for
  /// binary data and for a language that is not Dutch.
  std::vector<Identifier> find(std::string_view record, const std::vector<std::string>& patient = {}) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

/// Who is who in the records of one patient: the same person, place or number has the same tag in all of them.
class Dossier {
 public:
  /// The tag of an identifier, such as `<PERSOON-2>`. "T. van Acker" and "Van Acker" are one person.
  std::string tag(IdentifierKind kind, std::string_view text);

 private:
  struct Person {
    std::vector<std::string> given;  ///< folded names and initials before the family name
    std::string family;
    std::size_t number;
  };
  std::size_t person(IdentifierKind kind, std::string_view text);

  std::map<IdentifierKind, std::vector<Person>> people_;
  std::map<std::pair<IdentifierKind, std::string>, std::size_t> others_;
  std::map<IdentifierKind, std::size_t> counts_;
};

/// The record with tags of `dossier` in place of its identifiers; all other bytes stay as they are and where they are.
/// Where `shift_days` is not 0, dates are moved by that many days instead, and keep their form.
std::string deidentified(std::string_view record, const std::vector<Identifier>& identifiers, Dossier& dossier,
                         int shift_days = 0);

/// The same, with the way between places in the record and in the text that was made of it.
MappedText masked(std::string_view record, const std::vector<Identifier>& identifiers, Dossier& dossier, int shift_days = 0);

}  // namespace klinker
