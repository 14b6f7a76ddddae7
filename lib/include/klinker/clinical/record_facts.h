#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/clinical/context.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/text/offset_map.h"
#include "klinker/text/span.h"

namespace klinker {

/// What becomes of a drug. Switched: replaced by another one, which is then started.
enum class DrugChange { started, stopped, raised, lowered, switched, continued };

std::string_view name(DrugChange change);

/// The word a Dutch reader expects, e.g. "gestart".
std::string_view dutch_name(DrugChange change);

/// The change of that name; throws Error(wrong_value) for another word.
DrugChange drug_change(std::string_view name);

/// What one record tells, apart from its text: all places are spans in it, counted as FactOptions says. A value that can
/// be kept when the record is gone.
struct RecordFacts {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// A stretch that was written on one day, in the order of the record. The first one begins where the record does.
  struct Contact {
    std::string date;  ///< 2025-03-14, 2025-03, 2025 or empty
    Span place;        ///< of the date; empty where the record does not say it there
  };
  /// A run of clauses with a hash of its words; copies have the same ones.
  struct Clause {
    std::uint64_t words = 0;
    Span span;
    std::size_t contact = 0;
  };
  struct Cited {
    Section section = Section::reason;
    std::size_t contact = 0, line = 1;
    Span span;
    std::string text, note;
    std::vector<Span> also;
    std::size_t first = 0, last = 0;  ///< clauses
    bool anew = false;                ///< so short that who writes it again says it again
  };
  /// A disease, a symptom, or a term of the user's list.
  struct Finding {
    std::string term;  ///< under which its spellings are counted as one
    std::string code;  ///< of the user's list, else empty
    std::string text;
    Span span;
    std::size_t contact = 0, line = 1;
    Presence presence = Presence::present;
    Temporality temporality = Temporality::current;
    Experiencer experiencer = Experiencer::patient;
    bool symptom = false;
    bool listed = false;             ///< past by its heading alone, which does not say whether it is over
    std::size_t cited = none;        ///< the statement that holds it
    bool corrects = false;           ///< takes back what was said before
    std::size_t replaced_by = none;  ///< the finding that takes its place
  };
  struct Drug {
    std::string name, text;
    Span span;
    std::size_t contact = 0, line = 1;
    std::optional<DrugChange> change;
    Span because;  ///< the words that say so
    std::string dose_text;
    Span dose;
    Presence presence = Presence::present;
    Temporality temporality = Temporality::current;
  };

  std::vector<Contact> contacts;
  std::vector<Clause> clauses;
  std::vector<Cited> cited;
  std::vector<Finding> findings;
  std::vector<Drug> drugs;
};

struct FactOptions {
  double max_ratio = 0.33;                ///< of the summary, as in SummaryOptions
  OffsetUnit offsets = OffsetUnit::utf8;  ///< in which places are counted
  std::string_view terms = {};            ///< as for EntityFinder
  std::string terms_name = "terms";
};

/// Reads what a dossier needs of each record: its contacts, summary, findings and drugs. Immutable and safe to share
/// between threads. Not a medical device: support for professionals, who read the source.
class FactReader {
 public:
  explicit FactReader(const FactOptions& options = {});
  ~FactReader();
  FactReader(FactReader&&) noexcept;
  FactReader& operator=(FactReader&&) noexcept;

  /// `record` must be valid UTF-8; `date` is that of the record (2025-03-14, 2025-03, 2025) where it is known. Linear in
  /// the record. Throws Error(unsupported) for what is no Dutch text and Error(wrong_value) for another date.
  RecordFacts read(std::string_view record, std::string_view date = {}) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace klinker
