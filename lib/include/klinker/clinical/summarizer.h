#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/text/span.h"

namespace klinker {

/// The parts of a healthcare record, in the order in which a summary shows them.
enum class Section {
  reason, diagnosis, history, course, medication, allergy, finding, measurement, procedure, plan, followup, social
};

std::string_view name(Section section);

/// The heading a Dutch reader expects, e.g. "Reden van contact".
std::string_view dutch_name(Section section);

/// One statement of a summary: a place in the record, nothing else. `text()` of it is `span.of(record)`.
struct Statement {
  Section section = Section::reason;
  Span span;
  std::string note;         ///< abbreviations written out, terms explained; empty where there are none
  std::vector<Span> also;   ///< further places that say the same or correct it
};

/// Whom a summary is for, which changes what is chosen. For a patient the notes also explain jargon in plain Dutch (level B1),
/// each term where the summary says it first.
enum class Reader { any, general_practitioner, nurse, patient };

/// The reader of a Dutch name: huisarts, verpleegkundige or patient; nothing for another word.
std::optional<Reader> find_reader(std::string_view dutch_name);

struct SummaryOptions {
  double max_ratio = 0.33;  ///< all cited bytes and characters over those of the record, for every record; in (0, 1]
  Reader reader = Reader::any;
};

/// Selects statements from a healthcare record. Every statement is a place in the record, so nothing can be invented;
/// what is denied, past or someone else's keeps the words that say so. Immutable and safe to share between threads.
/// Not a medical device: support for professionals, who read the source.
class Summarizer {
 public:
  Summarizer();
  ~Summarizer();
  Summarizer(Summarizer&&) noexcept;
  Summarizer& operator=(Summarizer&&) noexcept;

  /// `record` must be valid UTF-8. Statements come by section, within a section in the order of the record.
  /// Throws Error(wrong_value) for a ratio outside (0, 1].
  std::vector<Statement> summarize(std::string_view record, const SummaryOptions& options = {}) const;

 private:
  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

}  // namespace klinker
