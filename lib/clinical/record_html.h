#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "klinker/clinical/context.h"
#include "klinker/clinical/summarizer.h"
#include "klinker/text/mapped_text.h"

namespace klinker {

/// Something of a record that a page marks. Marks do not overlap.
struct RecordMark {
  Span span;          ///< in the masked text
  std::string style;  ///< classes of lib/clinical/pages/summary.css
  std::string label;  ///< what stands beside it; may be empty
};

/// What a page shows of one record. Views and references must outlive the call.
struct ShownRecord {
  std::size_t number;                        ///< in the input, from 1
  std::string_view record;                   ///< as it was: for the numbers of lines
  const MappedText& masked;                  ///< as it is shown
  const std::vector<Statement>& statements;  ///< with places and notes of the masked text
  const std::vector<RecordMark>& marks;      ///< in order of place
};

/// An item of the list of records.
std::string index_html(const ShownRecord& shown);

/// An article: summary by section, and the text by line. A statement and the text that it cites are links to each other.
std::string record_html(const ShownRecord& shown);

/// The same of a record that is too long for a page.
std::string long_index_html(std::size_t number);
std::string long_record_html(std::size_t number);

/// What a reader should know of an entity, such as "ontkend, familie"; empty where it is there, now, and the patient's.
RecordMark context_mark(Span span, const EntityContext& context);

}  // namespace klinker
