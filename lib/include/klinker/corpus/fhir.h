#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// The text of one Composition or DocumentReference.
struct FhirDocument {
  /// A title, narrative or attachment: whole lines of the text.
  struct Part {
    Span span;
    std::string path;  ///< "Composition.section[1].text"
  };
  std::string text;
  std::vector<Part> parts;
  std::string reference;                   ///< "Composition/12", or the address in its Bundle; may be empty
  std::string subject;                     ///< whose it is: "Patient/7", or an identifier; may be empty
  std::string subject_json;                ///< the element "subject", where it can be referred to from outside
  std::string date;                        ///< as it stands there: "2024-03-01T10:30:00+01:00"; may be empty
  std::vector<std::string> patient_names;  ///< of the Patient resource, or as the subject is displayed
};

/// What is put in the place of what a resource holds.
struct FhirReplacements {
  std::function<std::string(std::size_t document, Span part)> text;                ///< for a part of a document
  std::function<std::string(std::size_t document, std::string_view text)> phrase;  ///< for its title or description
  int shift_days = 0;                                                              ///< for dates; 0: the year alone is left
  std::string patient;                                                             ///< for names of patients
};

/// A FHIR R4 resource: a Composition, a DocumentReference, or a Bundle (document, collection, searchset) with such.
/// https://hl7.org/fhir/R4/
class FhirResource {
 public:
  /// Throws Error: invalid_json; not_an_object; unsupported for other resources and attachments, by name; missing_text
  /// where there is none; wrong_value for XHTML, base64 or text that cannot be read, and for what is nested too deeply.
  explicit FhirResource(std::string_view json);
  ~FhirResource();
  FhirResource(FhirResource&&) noexcept;
  FhirResource& operator=(FhirResource&&) noexcept;

  const std::vector<FhirDocument>& documents() const;

  /// The resource as one line of JSON with all text replaced, and with nothing in it but this. Composition: id, status,
  /// type, category, confidentiality, language, date, title; subject, encounter, author and custodian without display; of
  /// sections title, code, mode, narrative as plain paragraphs, and entries. DocumentReference: id, both statuses, type,
  /// category, security label, references, date (only where it is shifted: R4 has no year alone there), description;
  /// attachments that are text, with type, language and title. Patient: id, active, gender, years of birth and death, and
  /// `patient` for a name. A Bundle becomes a collection with its id and the addresses of its entries; of other resources
  /// in it only type and id stay. Ids and references stay, so that they go on to match.
  std::string replaced(const FhirReplacements& replacements) const;

 private:
  struct Content;
  std::unique_ptr<const Content> content_;
};

/// One item of a section of a summary; what it cites goes into its XHTML as a title.
struct FhirItem {
  std::string text, note, cites;
};
struct FhirSection {
  std::string title;
  std::vector<FhirItem> items;
};

/// A Composition with the summary of a document, as one line of JSON: status preliminary, the document's subject and date
/// (`now` where it has none), `author` as a contained Device, and its source as "relatesTo" (a Composition) and as the
/// "entry" of each section.
std::string fhir_summary(const FhirDocument& source, const std::vector<FhirSection>& sections, std::string_view title,
                         std::string_view author, std::string_view version, std::string_view now);

/// A Bundle of type collection with these resources, as one line of JSON.
std::string fhir_collection(const std::vector<std::string>& resources);

}  // namespace klinker
