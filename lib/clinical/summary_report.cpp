#include "klinker/clinical/summary_report.h"

#include <algorithm>
#include <utility>

#include "clinical/identifier_repeats.h"
#include "clinical/record_html.h"
#include "klinker/clinical/context.h"
#include "klinker/clinical/deidentifier.h"
#include "klinker/clinical/entity_finder.h"
#include "text/html.h"

namespace klinker {
namespace {

std::string counted(std::size_t count, const char* one, const char* many) {
  return dutch_count(count) + " " + (count == 1 ? one : many);
}

}  // namespace

struct SummaryReport::Reading {
  Deidentifier deidentifier;
  EntityFinder entities;
  ContextDetector contexts;

  std::vector<RecordMark> marks(std::string_view record, const std::vector<Identifier>& identifiers,
                                const MappedText& masked) const;
};

// Tags, and between them the entities of which something else than the usual is said.
std::vector<RecordMark> SummaryReport::Reading::marks(std::string_view record, const std::vector<Identifier>& identifiers,
                                                      const MappedText& masked) const {
  std::vector<RecordMark> out;
  for (const Identifier& identifier : identifiers) out.push_back({identifier.span, "tag", ""});
  std::vector<Span> places;
  std::size_t next = 0;
  for (const FoundEntity& entity : entities.find(record)) {
    while (next < identifiers.size() && identifiers[next].span.end <= entity.span.start) ++next;
    if (next == identifiers.size() || !identifiers[next].span.overlaps(entity.span)) places.push_back(entity.span);
  }
  const std::vector<EntityContext> found = contexts.detect(record, places);
  for (std::size_t i = 0; i < places.size(); ++i)
    if (RecordMark mark = context_mark(places[i], found[i]); !mark.label.empty()) out.push_back(std::move(mark));
  std::sort(out.begin(), out.end(), [](const RecordMark& a, const RecordMark& b) { return a.span < b.span; });
  for (RecordMark& mark : out) mark.span = masked.from_original(mark.span);
  return out;
}

SummaryReport::SummaryReport(const SummaryReportOptions& options)
    : options_(options), reading_(std::make_unique<const Reading>()) {}
SummaryReport::~SummaryReport() = default;

void SummaryReport::add(std::size_t number, std::string_view record, const std::vector<Statement>& summary,
                        const std::vector<std::string>& patient) {
  if (is_behind(number)) return;
  if (record.size() > options_.max_bytes) {
    keep(number, too_long(number));
    return;
  }
  const std::vector<Identifier> found = reading_->deidentifier.find(record, patient);
  const IdentifierRepeats repeats(record, found);
  const std::vector<Identifier> identifiers = repeats.in(record, found);
  Dossier dossier;
  const MappedText text = masked(record, identifiers, dossier);
  std::vector<Statement> statements = summary;
  for (Statement& statement : statements) {
    statement.span = text.from_original(statement.span);
    for (Span& place : statement.also) place = text.from_original(place);
    statement.note = masked(statement.note, repeats.in(statement.note), dossier).text();  // it names words of the record
  }
  const std::vector<RecordMark> marks = reading_->marks(record, identifiers, text);
  const ShownRecord shown{number, record, text, statements, marks};
  Entry entry{index_html(shown), record_html(shown)};
  keep(number, entry.size() > options_.max_bytes ? too_long(number) : std::move(entry));
}

SummaryReport::Entry SummaryReport::too_long(std::size_t number) {
  return {long_index_html(number), long_record_html(number)};
}

// Counts the record; true where it does not fit any more.
bool SummaryReport::is_behind(std::size_t number) {
  const std::lock_guard lock(mutex_);
  ++records_;
  return number >= first_left_out_;
}

// In whatever order they come, those that stay are the first in the input that fit together.
void SummaryReport::keep(std::size_t number, Entry entry) {
  const std::lock_guard lock(mutex_);
  if (number >= first_left_out_) return;
  Entry& kept = entries_[number];
  bytes_ = bytes_ + entry.size() - kept.size();
  kept = std::move(entry);
  while (bytes_ > options_.max_bytes || entries_.size() > options_.max_records) {
    const auto last = std::prev(entries_.end());
    first_left_out_ = last->first;
    bytes_ -= last->second.size();
    entries_.erase(last);
  }
}

std::size_t SummaryReport::records() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

std::size_t SummaryReport::shown() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::string SummaryReport::page(std::size_t failed) const {
  const std::lock_guard lock(mutex_);
  std::string index, records, limits;
  for (const auto& [number, entry] : entries_) {
    index += entry.index;
    records += entry.html;
  }
  const auto limit = [&](const std::string& text) { limits += "<p class=\"notice\">" + text + "</p>\n"; };
  if (first_left_out_ != static_cast<std::size_t>(-1))
    limit("Deze pagina toont de eerste " + dutch_count(entries_.size()) + " van " + dutch_count(records_) +
          " dossiers. Er passen er ten hoogste " + dutch_count(options_.max_records) + " op, en ten hoogste " +
          dutch_number(static_cast<double>(options_.max_bytes) / (1u << 20), 1) +
          " MB. De uitvoer van de opdracht bevat ze alle.");
  if (failed > 0) limit(counted(failed, "dossier kon", "dossiers konden") + " niet gelezen of samengevat worden.");
  return html_page(
      {.language = "nl",
       .title = "Samenvattingen met hun bron",
       .styles = {"clinical/pages/summary.css"},
       .scripts = {"clinical/pages/summary.js"},
       .body = fill_template("clinical/pages/summary.html", {{"shown", counted(entries_.size(), "dossier", "dossiers")},
                                                             {"limits", limits},
                                                             {"index", index},
                                                             {"records", records}})});
}

}  // namespace klinker
